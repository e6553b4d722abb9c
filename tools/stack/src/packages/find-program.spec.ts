import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findProgram, postgresVersions } from './find-program.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'waybill-find-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(version: string): void {
  const bin = join(root, version, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'postgres'), '', { mode: 0o755 });
}

describe('postgresVersions', () => {
  it('puts the newest first, by number and not by text', () => {
    for (const version of ['9', '15', '17']) install(version);
    expect(postgresVersions(root)).toEqual(['17', '15', '9']);
  });

  it('leaves out what has no server, such as the clients alone', () => {
    install('15');
    mkdirSync(join(root, '17', 'bin'), { recursive: true });
    expect(postgresVersions(root)).toEqual(['15']);
  });

  it('knows none on a machine without PostgreSQL', () => {
    expect(postgresVersions(join(root, 'nowhere'))).toEqual([]);
  });
});

describe('findProgram', () => {
  it('finds what is there and nothing else', () => {
    expect(findProgram('ls')).toMatch(/\/ls$/);
    expect(findProgram('no-such-program')).toBeUndefined();
  });
});
