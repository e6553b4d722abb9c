import { whenAborted } from '@waybill/stack';
import type { Phases } from '../phases.js';
import type { Running } from './bring-up.js';
import type { SupervisedApp } from './supervised-app.js';

/**
 * Stops the apps, which may still have work to finish, then the servers that they do it with.
 * @param hurry once aborted, everything is ended by force.
 */
export async function takeDown(running: Running, phases: Phases, hurry: AbortSignal) {
  void whenAborted(hurry).then(async () => {
    const atOnce = { patience: false };
    await Promise.all(running.apps.map((app) => app.stop(atOnce)));
    await running.stack?.stop(atOnce);
  });
  const { apps, stack } = running;
  const stopApp = (app: SupervisedApp) =>
    phases.run(app.name, 'finishing what it is at', () => app.stop(), 'stopped');
  await Promise.all(apps.map(stopApp));
  await stack?.stop();
}
