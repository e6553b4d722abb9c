import { describe, expect, it } from '@jest/globals';
import type { File, FileStatus } from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { Metrics } from '../platform/metrics.js';
import { OneFileRepository } from '../testing/memory-file.js';
import { ExpireFiles } from './expire-files.js';

const now = new Date('2026-01-01T00:00:00.000Z');

function expiry(status: FileStatus, expiresAt: Date) {
  const files = new OneFileRepository({ id: 'f', status, expiresAt } as File);
  const metrics = new Metrics(createMetricsRegistry());
  return { files, expire: new ExpireFiles(files, metrics, createLogger('test', 'silent')) };
}

describe('ExpireFiles', () => {
  it.each(['pending', 'uploading', 'uploaded', 'failed'] as const)(
    'ends a file that is %s when its time is over',
    async (status) => {
      const { files, expire } = expiry(status, new Date(now.getTime() - 1));
      expect(await expire.execute(now)).toBe(1);
      expect(files.file.status).toBe('expired');
    },
  );

  it('leaves a file alone that was completed since it was listed', async () => {
    const { files, expire } = expiry('uploading', new Date(now.getTime() - 1));
    files.findExpired = () => Promise.resolve([files.file.id]);
    files.file = { ...files.file, status: 'completing' };
    expect(await expire.execute(now)).toBe(0);
    expect(files.file.status).toBe('completing');
  });

  it('goes on with the others where one cannot be expired', async () => {
    const { files, expire } = expiry('uploading', new Date(now.getTime() - 1));
    files.findExpired = () => Promise.resolve(['unknown', 'f']);
    expect(await expire.execute(now)).toBe(1);
  });
});
