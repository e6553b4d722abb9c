import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadDatabaseConfig, loadMigrationConfig } from './database-config.js';
import { ConfigError } from './env.js';
import { loadRedisConfig } from './redis-config.js';
import { loadS3Config } from './s3-config.js';
import { loadServiceConfig } from './service-config.js';
import { loadUploadConfig } from './upload-config.js';

describe('configuration from the environment', () => {
  it('names every variable at fault and prints no value', () => {
    const load = () => loadS3Config({ S3_BUCKET: 'NOT A BUCKET', AWS_SECRET_ACCESS_KEY: 'hush' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/S3_BUCKET[\s\S]*AWS_ACCESS_KEY_ID/u);
    expect(load).not.toThrow(/hush|NOT A BUCKET/u);
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadServiceConfig('127.0.0.1', { LOG_LEVEL: '', WAYBILL_HTTP_PORT: '' })).toMatchObject({
      logLevel: 'info',
      port: 8480,
    });
  });

  it('reads a variable from the file that NAME_FILE names, and says which cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'waybill-env-'));
    const file = join(folder, 'redis-url');
    writeFileSync(file, 'redis://secret@h:1\n');
    expect(loadRedisConfig({ REDIS_URL_FILE: file }).url).toBe('redis://secret@h:1');
    rmSync(folder, { recursive: true });
    expect(() => loadRedisConfig({ REDIS_URL_FILE: file })).toThrow('REDIS_URL_FILE');
    const both = { REDIS_URL_FILE: file, REDIS_URL: 'redis://h' };
    expect(() => loadRedisConfig(both)).toThrow('are both set');
  });

  it('migrates as the owner, for the role of the services', () => {
    const env = { DATABASE_URL: 'postgres://app%20role:x@h/d' };
    expect(loadMigrationConfig(env)).toMatchObject({ url: env.DATABASE_URL });
    expect(loadMigrationConfig(env)).not.toHaveProperty('appRole');
    const url = 'postgres://owner:y@h/d';
    expect(loadMigrationConfig({ ...env, WAYBILL_MIGRATION_DATABASE_URL: url })).toMatchObject({
      url,
      appRole: 'app role',
    });
  });

  it.each([
    ['a database that is none', () => loadDatabaseConfig({ DATABASE_URL: 'mysql://x/y' })],
    ['a Redis that is none', () => loadRedisConfig({ REDIS_URL: 'http://x' })],
    [
      'a prefix that would break keys',
      () => loadRedisConfig({ REDIS_URL: 'redis://x', WAYBILL_REDIS_PREFIX: 'a:b' }),
    ],
    ['a store token that can be guessed', () => loadUploadConfig({ WAYBILL_STORE_TOKEN: 'short' })],
    ['a port that is none', () => loadServiceConfig('127.0.0.1', { WAYBILL_HTTP_PORT: '70000' })],
  ])('refuses %s', (_, load) => {
    expect(load).toThrow(ConfigError);
  });

  it('reads what is there', () => {
    expect(loadRedisConfig({ REDIS_URL: 'rediss://h:1', WAYBILL_REDIS_PREFIX: 'team-a' })).toEqual({
      url: 'rediss://h:1',
      prefix: 'team-a',
      commandTimeoutMs: 5_000,
      queueLimit: 10_000,
    });
  });
});
