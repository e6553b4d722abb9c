import { describe, expect, it } from '@jest/globals';
import type { FileEvent } from '@waybill/domain';
import { fileEventsMessage, parseChunksUploaded, parseFileEvents } from './messages.js';

const event: FileEvent = {
  position: 3,
  type: 'file.completed',
  fileId: '0198c0de-0000-7000-8000-000000000001',
  tenantId: '0198c0de-0000-7000-8000-000000000002',
  at: new Date('2026-01-02T03:04:05.678Z'),
  data: { status: 'completed' },
};

describe('file.events.v1', () => {
  it('comes back as it went, through JSON', () => {
    const wire: unknown = JSON.parse(JSON.stringify(fileEventsMessage([event])));
    expect(parseFileEvents(wire)).toEqual([event]);
  });

  it('refuses another version', () => {
    expect(() => parseFileEvents({ version: 2, events: [] })).toThrow();
  });
});

describe('chunks.uploaded.v1', () => {
  it('refuses what is none', () => {
    expect(() => parseChunksUploaded('hello')).toThrow();
    expect(() => parseChunksUploaded({ version: 1, chunks: [{ number: 0 }] })).toThrow();
  });
});
