import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StackError } from './errors.js';
import { lockFolder } from './lock.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-lock-'));
  file = join(folder, 'stack.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('lockFolder', () => {
  it('lets a second one in only when the first has gone', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(StackError);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid}`);
    unlock();
    lockFolder(folder)();
    expect(existsSync(file)).toBe(false);
  });

  it('takes over from a process that is dead', () => {
    const { pid } = spawnSync('true');
    writeFileSync(file, JSON.stringify({ pid }));
    lockFolder(folder)();
  });

  it('takes over from a dead process whose number somebody else has now', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, born: '1' }));
    lockFolder(folder)();
  });

  it.each(['', '{', '[]', '{"pid":"x"}'])('takes over from a file that says %p', (text) => {
    writeFileSync(file, text);
    lockFolder(folder)();
  });
});
