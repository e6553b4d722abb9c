import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { workspaceRoot } from './workspace.js';

/** Servers of its own, whatever the tests around run on. */
const ELSEWHERE = ['DATABASE_URL', 'REDIS_URL', 'S3_ENDPOINT', 'NODE_OPTIONS'];

let folder: string;
let npm: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-signals-'));
});
afterEach(() => {
  for (const pid of processes()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Living processes that name the folder in their command line: npm, the stack, its servers. */
function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** `npm run stack` as a terminal would run it: npm leads a process group of its own. */
async function startStack(): Promise<void> {
  const env = Object.entries(process.env).filter(([name]) => !ELSEWHERE.includes(name));
  npm = spawn('npm', ['run', 'stack', '--', '--data', folder], {
    cwd: workspaceRoot,
    env: Object.fromEntries(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  npm.stderr?.resume();
  const stdout = npm.stdout;
  if (!stdout) throw new Error('There is no output to read.');
  const signal = AbortSignal.timeout(60_000);
  // It names the file of its environment once it is up.
  for (let said = ''; !said.includes(`${folder}/env`);) {
    const [data] = (await once(stdout, 'data', { signal })) as [Buffer];
    said += data.toString();
  }
}

async function untilNothingIsLeft(): Promise<void> {
  const end = Date.now() + 30_000;
  while (processes().length > 0 && Date.now() < end) await sleep(100);
  expect(processes()).toEqual([]);
}

describe('the stack under npm', () => {
  it.each([
    ['SIGTERM to npm', () => process.kill(npm.pid ?? 0, 'SIGTERM')],
    ['a hang-up to npm alone', () => process.kill(npm.pid ?? 0, 'SIGHUP')],
    ['SIGKILL to npm', () => process.kill(npm.pid ?? 0, 'SIGKILL')],
    [
      "the terminal's hang-up, with nobody left to read",
      () => {
        npm.stdout?.destroy();
        npm.stderr?.destroy();
        process.kill(-(npm.pid ?? 0), 'SIGHUP');
      },
    ],
  ])('ends whole after %s', async (_, strike) => {
    await startStack();
    expect(processes().length).toBeGreaterThan(5);
    strike();
    await untilNothingIsLeft();
  });
});
