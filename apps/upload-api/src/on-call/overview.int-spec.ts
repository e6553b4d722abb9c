import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { overviewSchema, type OverviewBody } from '@waybill/contracts';
import { ProcessorRegister, QueueProducers } from '@waybill/messaging';
import type { ApiCaller } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const OVERVIEW = '/v1/admin/overview';

const processor = {
  id: 'of-this-test',
  host: 'h',
  pid: 7,
  roles: ['arrivals', 'assembly', 'maintenance', 'webhooks'],
  startedAt: '2026-11-25T10:00:00.000Z',
  busy: { 'storage-events': 2 },
};

describe('overview', () => {
  let api: ApiUnderTest;
  let admin: ApiCaller;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '1000' });
    admin = api.caller(api.adminKey);
  });
  afterAll(() => api?.stop());

  const read = async () => {
    const { status, body } = await admin.call<OverviewBody>('GET', OVERVIEW);
    expect(status).toBe(200);
    return overviewSchema.parse(body);
  };

  it('says what waits, who is alive, and which role nobody takes on', async () => {
    const producers = api.app.get(QueueProducers);
    const register = api.app.get(ProcessorRegister);
    await producers.jobs.assembly.queue.obliterate({ force: true });
    await producers.jobs.assembly.queue.add(
      'j',
      { version: 1, fileId: 'f', cause: 1 },
      { timestamp: Date.now() - 90_000 },
    );
    await register.tell(processor, 2_000);
    const { queues, processors, missingRoles, unavailable } = await read();
    const assembly = queues.find(({ name }) => name === 'assembly');
    expect(assembly).toMatchObject({ role: 'assembly', waiting: 1, active: 0 });
    expect(assembly?.oldestSeconds).toBeGreaterThanOrEqual(90);
    expect(processors).toContainEqual(processor);
    expect(missingRoles).toEqual(['relay']);
    expect(unavailable).toEqual([]);
    await register.leave(processor.id);
    await producers.jobs.assembly.queue.obliterate({ force: true });
    expect((await read()).missingRoles).toHaveLength(5);
  });

  it('names a file that failed, with its tenant, why, and what to do', async () => {
    const made = await api.caller(api.tenantKey).call<{ id: string }>('POST', '/v1/files', {
      name: 'a.bin',
      size: 5,
    });
    await api.database.source.query(
      `UPDATE files SET status = 'failed', failure_code = 'c', failure_detail = 'd' WHERE id = $1`,
      [made.body.id],
    );
    const { files, webhooks } = await read();
    expect(files).toEqual([
      expect.objectContaining({
        fileId: made.body.id,
        name: 'a.bin',
        trouble: 'failed',
        detail: 'c: d',
        advice: expect.stringContaining('complete it again'),
      }),
    ]);
    expect(webhooks).toEqual([]);
  });

  it('is no tenant’s to see', async () => {
    const { status } = await api.caller(api.tenantKey).call('GET', OVERVIEW);
    expect(status).toBe(403);
  });
});
