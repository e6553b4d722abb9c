import type { MaintenanceTask } from '@waybill/contracts';
import { describe, expect, it } from '@jest/globals';
import type { JobContext } from '@waybill/messaging';
import { createLogger } from '@waybill/observability';
import { MaintenanceHandler, type MaintenanceTasks } from './maintenance-handler.js';

describe('MaintenanceHandler', () => {
  it('does not begin a task beside itself, nor hold up the others', async () => {
    const begun: string[] = [];
    let end: () => void = () => undefined;
    const task = (name: string, result: object) => ({
      execute: () => {
        begun.push(name);
        return name === 'sweep'
          ? new Promise((resolve) => (end = () => resolve(result)))
          : Promise.resolve(result);
      },
    });
    const tasks = {
      expireFiles: task('expire', { files: 0 }),
      reconcileFiles: task('reconcile', { files: 1, chunks: 1, assemblies: 0 }),
      sweepLeftovers: task('sweep', {}),
      redrive: () => Promise.resolve({}),
    } as unknown as MaintenanceTasks;
    const handler = new MaintenanceHandler(tasks, createLogger('test', 'silent'));
    const context = { signal: new AbortController().signal } as JobContext;
    const run = (name: MaintenanceTask) => handler.handle({ version: 1, task: name }, context);

    const sweeping = run('sweep-leftovers');
    await run('sweep-leftovers');
    await run('reconcile-files');
    await run('reconcile-files');
    expect(begun).toEqual(['sweep', 'reconcile', 'reconcile']);
    end();
    await sweeping;
    void run('sweep-leftovers');
    expect(begun.at(-1)).toBe('sweep');
  });
});
