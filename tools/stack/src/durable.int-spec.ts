import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresBin, postgresVersions } from './packages/find-program.js';
import { s3Client } from './provision/clients.js';
import { newSecrets } from './secrets.js';
import { startStack } from './stack.js';
import type { Stack } from './stack-options.js';
import { askRedis } from './testing/ask-redis.js';
import { targetOf } from './testing/targets.js';

let folder: string;
let stack: Stack;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-int-'));
});

afterAll(async () => {
  await stack.stop({ patience: false });
  rmSync(folder, { recursive: true });
});

function sql(statement: string): string {
  const psql = join(postgresBin(postgresVersions()[0] ?? ''), 'psql');
  const arguments_ = [stack.env['WAYBILL_MIGRATION_DATABASE_URL'] ?? '', '-Atc', statement];
  return execFileSync(psql, arguments_, { encoding: 'utf8' }).trim();
}

const redis = (command: string) => askRedis(stack.env['REDIS_URL'], command);

async function write(value: string): Promise<void> {
  sql(`set client_min_messages = error; create table if not exists kept (value text)`);
  sql(`insert into kept values ('${value}')`);
  await redis(`SET kept "${value}"`);
  const target = targetOf(stack);
  const s3 = s3Client(target);
  await s3.send(new PutObjectCommand({ Bucket: target.bucket, Key: 'kept', Body: value }));
  s3.destroy();
}

async function read(): Promise<(string | undefined)[]> {
  const target = targetOf(stack);
  const s3 = s3Client(target);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: target.bucket, Key: 'kept' }));
  const text = await Body?.transformToString();
  s3.destroy();
  // A bulk string: its length, then itself.
  const cached = (await redis('GET kept')).split('\r\n')[1];
  return [sql(`select value from kept order by ctid desc limit 1`), cached, text];
}

describe('a durable stack', () => {
  it('has what was written after a stop, at other ports and with other secrets', async () => {
    stack = await startStack({ dataDir: folder, durable: true, secrets: newSecrets() });
    await write('before the stop');
    await stack.stop();
    stack = await startStack({ dataDir: folder, durable: true, secrets: newSecrets() });
    expect(await read()).toEqual(Array(3).fill('before the stop'));
  });

  it('has what was written before its servers were killed', async () => {
    await write('before the crash');
    // Redis writes its log out once a second.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await stack.stop({ patience: false });
    stack = await startStack({ dataDir: folder, durable: true });
    expect(await read()).toEqual(Array(3).fill('before the crash'));
  });
});
