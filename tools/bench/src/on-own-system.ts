import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource, PgChunkRepository } from '@waybill/persistence';
import { startStack } from '@waybill/stack';
import { System, type SystemOptions } from '@waybill/testing';
import { eventsComparison } from './events.bench.js';
import type { Comparison } from './measure/pairs.js';
import { reuseComparison } from './reuse.bench.js';

type Measure = (comparison: Comparison) => Promise<void>;

export function withEvents(measure: Measure): Promise<void> {
  return onOwnSystem({ notifications: 'off' }, async (system) => {
    const dataSource = await createDataSource({
      url: system.database.url,
      poolSize: 4,
      connectTimeoutMs: 5_000,
      queryTimeoutMs: 30_000,
    }).initialize();
    try {
      await measure(eventsComparison(system, new PgChunkRepository(dataSource)));
    } finally {
      await dataSource.destroy();
    }
  });
}

export function withReuse(measure: Measure): Promise<void> {
  return onOwnSystem({}, async (system) => measure(await reuseComparison(system)));
}

/** Runs on a stack and apps of its own, and leaves nothing behind. */
async function onOwnSystem(
  options: SystemOptions,
  run: (system: System) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  const stack = await startStack({ dataDir, durable: false });
  Object.assign(process.env, stack.env);
  try {
    const system = await System.start(options);
    try {
      await run(system);
    } finally {
      await system.stop();
    }
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
