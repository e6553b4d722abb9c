import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, whenAborted } from '@waybill/stack';
import { AppProcess, System, type SystemOptions } from '@waybill/testing';
import type { BenchContext } from './benchmark.js';
import { profileEnv } from './profile/profile-env.js';

export interface OwnSystem {
  readonly system: System;
  /** Has the store give back at once the space of what was removed. */
  readonly reclaimSpace: () => Promise<void>;
}

/**
 * Runs on a stack and apps of its own, and leaves nothing behind. Once the context's signal is
 * aborted nothing is waited for: what is under way loses its servers.
 * @param durable true for PostgreSQL that waits for its disk, as in production
 * @throws the signal's reason
 */
export async function onOwnSystem(
  { gibibytes, signal, profile, fail }: BenchContext,
  { durable = false, ...options }: SystemOptions & { readonly durable?: boolean },
  run: (own: OwnSystem) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
  try {
    const stack = await startStack({
      dataDir,
      durable,
      storeGibibytes: gibibytes,
      onStoreFull: (line) => fail(new Error(line)),
      signal,
    });
    void stack.failure.then(fail);
    Object.assign(process.env, stack.env);
    try {
      const system = System.start({ ...options, env: { ...options.env, ...profileEnv(profile) } });
      const work = system.then((started) =>
        run({ system: started, reclaimSpace: () => stack.reclaimSpace() }),
      );
      await Promise.race([work, whenAborted(signal)]);
      signal.throwIfAborted();
    } finally {
      // The data goes with the servers: nothing of it has to be removed one by one.
      await AppProcess.endAll(signal.aborted ? 'SIGKILL' : 'SIGTERM');
      await stack.stop({ patience: !signal.aborted });
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
