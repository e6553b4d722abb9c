import './workspace.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchLine } from '@waybill/stack';
import { workspaceRoot } from './workspace.js';

/**
 * `npm run bench:interrupt -- [TIMES]`: starts the benchmarks and interrupts them at random moments,
 * each time by another signal, and looks for what is left. Not a part of `npm test`: it would
 * interrupt builds that other tests need.
 */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const;
const LATEST = 45_000;
const PATIENCE = 30_000;
const times = Number(process.argv[2] ?? 10);

/** Processes of npm's group, and those that name the run's folder: its stack and its servers. */
function leftOf(group: number, folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
        const ours = Number(fields?.[2]) === group || command.includes(folder);
        return ours && fields?.[0] !== 'Z' ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}

let failed = 0;
for (let time = 0; time < times; time += 1) {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-interrupt-'));
  const args = ['run', 'bench', '--', 'events', 'reuse'];
  const npm = spawn(...launchLine({ command: 'npm', args, deathSignal: 'TERM' }), {
    cwd: workspaceRoot,
    env: { ...process.env, TMPDIR: folder },
    detached: true,
    stdio: 'ignore',
  });
  const group = npm.pid ?? 0;
  const gone = once(npm, 'exit');
  const signal = SIGNALS[time % SIGNALS.length] ?? 'SIGTERM';
  const moment = Math.random() * LATEST;
  await sleep(moment);
  const running = leftOf(group, folder).length;
  const struck = performance.now();
  // Ctrl-C is given to the whole group, by the terminal; any other signal here to npm alone.
  if (signal === 'SIGINT') process.kill(-group, signal);
  else npm.kill(signal);
  await gone;
  const end = struck + PATIENCE;
  while (leftOf(group, folder).length > 0 && performance.now() < end) await sleep(100);
  const left = leftOf(group, folder);
  const took = ((performance.now() - struck) / 1000).toFixed(1);
  console.log(
    `${signal.padEnd(7)} after ${(moment / 1000).toFixed(1).padStart(4)} s, ` +
      `${running} processes: ${left.length} left, ${took} s later`,
  );
  for (const line of left) console.log(`  ${line}`);
  failed += left.length;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failed === 0 ? 0 : 1);
