import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from './process/wait.js';
import { startStack } from './stack.js';
import { processesOf } from './testing/processes-of.js';

let folder: string;
let parent: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-int-'));
});
afterEach(() => {
  parent.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts a stack in a process of its own, which can then be killed. */
function startParent(durable: boolean): void {
  const program = `
    import { startStack } from '@waybill/stack';
    await startStack({ dataDir: process.argv[1], durable: ${durable} });
    console.log('up');
    setInterval(() => undefined, 60_000);
  `;
  const typescript = ['--conditions=@waybill/source', '--import', 'tsx'];
  const script = ['--input-type=module', '--eval', program, '--', folder];
  parent = spawn(process.execPath, [...typescript, ...script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function untilUp(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    parent.stdout?.once('data', () => resolve());
    parent.once('exit', () => reject(new Error('the stack did not come up')));
  });
}

async function killParent(): Promise<void> {
  parent.kill('SIGKILL');
  await once(parent, 'exit');
}

const gone = (deadlineMs: number) =>
  waitUntil(() => processesOf(folder).length === 0, { deadlineMs, everyMs: 50 });

describe('when its parent is killed with -9', () => {
  it.each([
    ['volatile', false],
    ['durable', true],
  ])('a %s stack leaves no process, and its folder can be used again', async (_, durable) => {
    startParent(durable);
    await untilUp();
    expect(processesOf(folder).length).toBeGreaterThanOrEqual(6);
    await killParent();
    // At once: whoever starts again need not wait for the rest to be gone.
    const stack = await startStack({ dataDir: folder, durable });
    await stack.stop();
    expect(processesOf(folder)).toEqual([]);
  });

  it('nothing is left', async () => {
    startParent(true);
    await untilUp();
    await killParent();
    expect(await gone(10_000)).toBe(true);
  });

  it.each(['postgres/data/PG_VERSION', 'ceph/osd/block', 'run/ceph-osd.json'])(
    'half-way through its first start, at %s, nothing is left, and the next start succeeds',
    async (sign) => {
      startParent(true);
      const file = join(folder, sign);
      expect(await waitUntil(() => existsSync(file), { deadlineMs: 20_000 })).toBe(true);
      await killParent();
      expect(await gone(10_000)).toBe(true);
      const stack = await startStack({ dataDir: folder, durable: true });
      await stack.stop();
    },
  );
});
