import asyncApi from '@asyncapi/specs';
import { describe, expect, it } from '@jest/globals';
import { QUEUES } from '@waybill/messaging';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { eventDocument } from './event-document.js';

type Messages = Record<string, { payload: object; examples?: { payload: unknown }[] }>;

function checker(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv;
}

describe('the AsyncAPI document', () => {
  const document = eventDocument();
  const messages = document.components.messages as Messages;

  it('is AsyncAPI 3.0, and would not be with a member that it does not know', () => {
    const check = checker().compile(asyncApi.schemasWithoutId['3.0.0'] as object);
    check(document);
    expect(check.errors ?? []).toEqual([]);
    expect(check({ ...document, channels: { a: { adress: 'x' } } })).toBe(false);
    // The schema of AsyncAPI takes seconds to compile on a busy machine.
  }, 60_000);

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/gu)];
    expect(refs.length).toBeGreaterThan(10);
    for (const [, path = ''] of refs) {
      const target = path
        .split('/')
        .reduce<unknown>(
          (at, name) => (at as Record<string, unknown> | undefined)?.[name],
          document,
        );
      expect([path, typeof target]).toEqual([path, 'object']);
    }
  });

  it('has payloads that are JSON Schema, and examples that fit them', () => {
    const ajv = checker();
    ajv.addSchema(document, 'document');
    let examples = 0;
    for (const [name, message] of Object.entries(messages)) {
      const check = ajv.compile({ $ref: `document#/components/messages/${name}/payload` });
      for (const { payload } of message.examples ?? []) {
        check(payload);
        expect([name, check.errors ?? []]).toEqual([name, []]);
        examples += 1;
      }
      expect(check(null)).toBe(false);
    }
    expect(examples).toBeGreaterThanOrEqual(4);
  });

  it('has every channel that there is', () => {
    const addresses = Object.values(document.channels).map(
      (channel) => (channel as { address: string }).address,
    );
    expect(addresses).toEqual(
      expect.arrayContaining([
        '/v1/files/{id}/events',
        '/v1/events',
        '/v1/storage-events',
        '{prefix}.file.events.v1',
        '{prefix}.chunks.uploaded.v1',
        ...Object.values(QUEUES).map(({ name }) => `{prefix}:${name}`),
      ]),
    );
  });
});
