import { describe, expect, it } from '@jest/globals';
import { FILE_STATUSES } from '@waybill/vocabulary';
import { assertCanBecome, assertReceiving } from './file-guards.js';
import { canBecome, isSettled } from './file-status.js';

describe('a file’s states', () => {
  it('leave an end only for deletion', () => {
    for (const from of FILE_STATUSES.filter(isSettled)) {
      const next = FILE_STATUSES.filter((to) => canBecome(from, to));
      expect(next).toEqual(from === 'completed' ? ['deleted'] : []);
    }
  });

  it('reach completed from completing alone', () => {
    expect(FILE_STATUSES.filter((from) => canBecome(from, 'completed'))).toEqual(['completing']);
  });

  it('let a failed file be completed again', () => {
    expect(() => assertCanBecome('failed', 'completing')).not.toThrow();
  });

  it.each([
    ['completed', 'file_completed'],
    ['completing', 'file_completing'],
    ['aborted', 'file_aborted'],
    ['expired', 'file_expired'],
    ['deleted', 'file_deleted'],
  ] as const)('refuse chunks when %s with %s', (status, code) => {
    expect(() => assertReceiving(status)).toThrow(expect.objectContaining({ code }));
  });

  it.each(['pending', 'uploading', 'uploaded', 'failed'] as const)(
    'take chunks when %s',
    (status) => {
      expect(() => assertReceiving(status)).not.toThrow();
    },
  );

  it('name a step that no state forbids by itself', () => {
    expect(() => assertCanBecome('uploaded', 'completed')).toThrow(
      expect.objectContaining({ code: 'illegal_transition' }),
    );
  });
});
