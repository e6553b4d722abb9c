import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runMany } from '../nx.js';
import type { Phases } from '../phases.js';
import type { StatusTerminal } from '../terminal.js';
import { workspaceRoot } from '../workspace.js';
import type { SupervisedApp } from './supervised-app.js';

/** Milliseconds: an editor writes several files for one change. */
const SETTLE_MS = 150;

interface Rebuild {
  apps: readonly SupervisedApp[];
  phases: Phases;
  terminal: StatusTerminal;
  signal: AbortSignal;
}

/**
 * Builds what a change of a source concerns, and starts the apps again with it: one app for a change
 * of its own, both for a library. A build that fails is shown, and the apps go on as they are.
 * Returns when the signal is aborted.
 */
export async function rebuildOnChange({ apps, phases, terminal, signal }: Rebuild): Promise<void> {
  let changed = new Set<string>();
  let wake = () => {};
  for (const project of projects()) {
    watch(join(workspaceRoot, project, 'src'), { recursive: true, signal }, (_, file) => {
      if (!file || !/\.[jt]s$/u.test(file) || /\.(int-)?spec\.ts$/u.test(file)) return;
      changed.add(project);
      wake();
    });
  }
  terminal.line(
    '  Watching apps and libs: a change is built, and the apps started again with it.\n',
  );
  while (!signal.aborted) {
    if (changed.size === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await sleep(SETTLE_MS);
    const now = changed;
    changed = new Set();
    if (now.size > 0 && !signal.aborted) await rebuild([...now]).catch(() => undefined);
  }

  async function rebuild(names: readonly string[]): Promise<void> {
    phases.progress('build', names.join(', '));
    const { ok, output } = await runMany({ targets: ['build'], signal });
    if (!ok) {
      phases.failed('build', 'failed');
      terminal.line(output);
      return;
    }
    const own = (app: SupervisedApp) => names.every((name) => name === `apps/${app.name}`);
    const some = apps.filter(own);
    phases.done('build', names.join(', '));
    await Promise.all((some.length > 0 ? some : apps).map((app) => app.restart()));
  }
}

/** What the two apps are built from. */
function projects(): string[] {
  const libs = readdirSync(join(workspaceRoot, 'libs')).map((name) => `libs/${name}`);
  return ['apps/upload-api', 'apps/event-processor', ...libs];
}
