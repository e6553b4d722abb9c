import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSecrets, type Secrets } from './secrets.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-secrets-'));
  file = join(folder, 'new', 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('loadSecrets', () => {
  it('makes them once and then keeps to them', () => {
    const made = loadSecrets(file);
    expect(loadSecrets(file)).toEqual(made);
  });

  it('writes a file that nobody else may read', () => {
    loadSecrets(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('makes keys of the form that the API knows', () => {
    const { apiKey, adminKey } = loadSecrets(file);
    expect(apiKey).toMatch(/^wbk_[\w-]{43}$/);
    expect(adminKey).toMatch(/^wba_[\w-]{43}$/);
  });

  it('adds to those of an earlier version what has come since', () => {
    const earlier: Partial<Secrets> = loadSecrets(file);
    delete earlier.s3Upload;
    delete earlier.appDatabasePassword;
    writeFileSync(file, JSON.stringify(earlier));
    const now = loadSecrets(file);
    expect(now).toMatchObject(earlier);
    expect(now.s3Upload.accessKeyId).toMatch(/^[0-9A-F]{20}$/);
    expect(now.appDatabasePassword).toMatch(/^[0-9a-f]{32}$/);
    expect(loadSecrets(file)).toEqual(now);
  });

  it.each(['', 'null', '{}', '{"storeToken":"x"}'])('does not go on with %p', (text) => {
    const damaged = join(folder, 'secrets.json');
    writeFileSync(damaged, text);
    expect(() => loadSecrets(damaged)).toThrow('damaged');
  });
});
