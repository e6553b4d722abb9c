import { startStack, type Progress, type Stack, type StackOptions } from '@waybill/stack';
import type { Variables } from '../node-script.js';
import { externalServers, rolePolicy } from '../settings.js';

/** Servers for one test run: on free ports, and forgetful. */
export interface TestStack {
  stack: Stack;
  env: Variables;
}

export async function startTestStack(
  dataDir: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<TestStack> {
  const use = externalServers(process.env);
  const options: StackOptions = {
    dataDir,
    durable: false,
    use,
    alsoNeeded: ['browser', 'monitoring'],
    // Tests make buckets of their own as well: a store that is given to them is theirs to change.
    setUpStore: true,
    onProgress: progress,
    // Tests that wait for it say only that they waited in vain.
    onStoreFull: (line) => console.error(`\n${line}`),
    signal,
  };
  const stack = await startStack(options);
  return { stack, env: { ...testEnvironment(stack, dataDir), ...rolePolicy(use) } };
}

function testEnvironment({ env, logs }: Stack, dataDir: string): Variables {
  const postgresLog = logs['postgres'];
  return {
    ...env,
    WAYBILL_TEST_STACK_DIR: dataDir,
    // Where a test looks for deadlocks; unknown for a server that is not ours.
    ...(postgresLog && { WAYBILL_TEST_PG_LOG: postgresLog }),
  };
}
