import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PROCESSOR_ROLES, type ProcessorRole } from '@waybill/config';
import { chunkKey } from '@waybill/domain';
import { QUEUE_KEYS, QUEUES, QueueProducers } from '@waybill/messaging';
import { createLogger } from '@waybill/observability';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppModule } from './app.module.js';
import { declareFile, realWorld, type RealWorld, sendChunk } from './testing/real-world.js';

/** Long enough for a processor that took on more than its role to show it. */
const MEANWHILE_MS = 1_500;

describe('processors of one role each, on the real servers', () => {
  let world: RealWorld;
  let queues: QueueProducers;
  const running: NestFastifyApplication[] = [];

  beforeAll(async () => {
    world = await realWorld(process.env);
    queues = new QueueProducers(world.config.redis, () => undefined);
  });

  afterAll(async () => {
    await Promise.all(running.map((app) => app.close()));
    queues?.close();
    await world?.close();
  });

  async function take(role: ProcessorRole): Promise<NestFastifyApplication> {
    const config = {
      ...world.config,
      processor: { ...world.config.processor, roles: [role] },
    };
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.register({ config, logger: createLogger('test', 'silent') }),
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    running.push(app);
    return app.init();
  }

  const statusOf = async (fileId: string) => (await world.files.find({ fileId }))?.status;

  it('do the work of their role and leave the rest to others, which find all of it', async () => {
    const body = Buffer.from('0123456789');
    const { id } = await declareFile(world, [body]);
    const etag = await sendChunk(world, id, 1, body);
    const event = {
      kind: 'created' as const,
      name: 'ObjectCreated:Put',
      bucket: world.config.s3.bucket,
      key: chunkKey(id, 1),
      size: body.length,
      etag,
    };

    await take('assembly');
    await queues.storageEvents.enqueue([event]);
    await sleep(MEANWHILE_MS);
    expect((await world.chunks.all(id))[0]?.status).toBe('pending');

    await take('arrivals');
    await until('uploaded', async () => (await statusOf(id)) === 'uploaded');
    await world.files.change({ fileId: id }, () => ({ status: 'completing' }));
    await sleep(MEANWHILE_MS);
    // What is to be assembled stands in the journal, which nobody publishes yet.
    expect(await statusOf(id)).toBe('completing');

    await take('relay');
    await until('completed', async () => (await statusOf(id)) === 'completed');
  });

  it('say which role they have, and are ready with it', async () => {
    const app = await take('maintenance');
    await until('ready', async () => (await app.inject('/health/ready')).statusCode === 200);
    const { payload } = await app.inject('/metrics');
    const roles = payload.split('\n').filter((line) => line.startsWith('waybill_processor_role{'));
    expect(roles).toEqual(
      PROCESSOR_ROLES.map(
        (role) => `waybill_processor_role{role="${role}"} ${role === 'maintenance' ? 1 : 0}`,
      ),
    );
    expect(payload).toContain('waybill_queue_oldest_seconds{queue="storage-events"} 0');
  });

  it('cover every queue between them', () => {
    expect(PROCESSOR_ROLES).toEqual(
      expect.arrayContaining(QUEUE_KEYS.map((key) => QUEUES[key].role)),
    );
  });
});

async function until(what: string, probe: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (await probe()) return;
    await sleep(50);
  }
  throw new Error(`Waited in vain: ${what}`);
}
