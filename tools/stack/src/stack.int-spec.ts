import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresBin, postgresVersions } from './packages/find-program.js';
import { s3Client } from './provision/clients.js';
import { provisionBucket, removeNotifications } from './provision/provision.js';
import { startStack } from './stack.js';
import type { Stack } from './stack-options.js';
import { askRedis } from './testing/ask-redis.js';
import { EventSink } from './testing/event-sink.js';
import { processesOf } from './testing/processes-of.js';
import { targetOf } from './testing/targets.js';

const token = 'a-token_of-43-characters-as-the-apps-make-it';
const basic = `Basic ${Buffer.from(`waybill:${token}`).toString('base64')}`;

let folder: string;
let stack: Stack;
let sink: EventSink;
let push: { url: string; token: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-int-'));
  sink = new EventSink();
  push = { url: `http://127.0.0.1:${await sink.listen()}/v1/storage-events`, token };
  stack = await startStack({ dataDir: folder, durable: false });
});

afterAll(async () => {
  sink.close();
  await stack.stop({ patience: false });
  rmSync(folder, { recursive: true });
});

async function put(bucket: string, key: string): Promise<number | undefined> {
  const s3 = s3Client(targetOf(stack, bucket));
  const response = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
  s3.destroy();
  return response.$metadata.httpStatusCode;
}

describe('a volatile stack', () => {
  it('has a database that takes the password it gave, and no other', () => {
    const version = postgresVersions()[0] ?? '';
    const psql = (url: string) =>
      execFileSync(join(postgresBin(version), 'psql'), [url, '-Atc', 'show max_connections'], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    const url = stack.env['DATABASE_URL'] ?? '';
    expect(psql(url).trim()).toBe('200');
    expect(() => psql(url.replace(/:[^:@]+@/, ':wrong@'))).toThrow('password authentication');
  });

  it('has one role for the services, and one that owns the tables', () => {
    const version = postgresVersions()[0] ?? '';
    const rights = (url = '') =>
      execFileSync(
        join(postgresBin(version), 'psql'),
        [url, '-Atc', 'SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user'],
        { encoding: 'utf8' },
      ).trim();
    expect(rights(stack.env['DATABASE_URL'])).toBe('f|f');
    expect(rights(stack.env['WAYBILL_MIGRATION_DATABASE_URL'])).toBe('t|t');
  });

  it('has a Redis that evicts nothing', async () => {
    const answer = await askRedis(stack.env['REDIS_URL'], 'CONFIG GET maxmemory-policy');
    expect(answer).toContain('noeviction');
  });

  it('has a bucket that pages may use, and no rule that ends uploads behind our back', async () => {
    const target = targetOf(stack);
    const s3 = s3Client(target);
    const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket: target.bucket }));
    expect(CORSRules?.[0]).toMatchObject({ AllowedOrigins: ['*'], ExposeHeaders: ['ETag'] });
    const rules = s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: target.bucket }));
    await expect(rules).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
    s3.destroy();
  });

  it('refuses a second one on its folder', async () => {
    const second = startStack({ dataDir: folder, durable: false });
    await expect(second).rejects.toThrow(`in use by a running stack (process ${process.pid})`);
  });
});

describe('a stack of servers that run elsewhere', () => {
  it('starts none of its own', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'waybill-int-'));
    const { DATABASE_URL: databaseUrl = '', REDIS_URL: redisUrl = '' } = stack.env;
    const use = { databaseUrl, redisUrl, s3: targetOf(stack, 'elsewhere') };
    const second = await startStack({ dataDir: elsewhere, durable: true, use, setUpStore: true });
    expect(second.env).toMatchObject({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
    expect(second.env).toMatchObject({ S3_BUCKET: 'elsewhere' });
    expect(second.warnings).toEqual([]);
    expect(processesOf(elsewhere)).toEqual([]);
    await second.stop();
    rmSync(elsewhere, { recursive: true });
  });

  it('says what is wrong with a store that lets nobody in', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'waybill-int-'));
    const s3 = { ...targetOf(stack), accessKeyId: 'nobody' };
    const use = { databaseUrl: 'postgres://x', redisUrl: 'redis://x', s3 };
    const start = startStack({ dataDir: elsewhere, durable: true, use });
    await expect(start).rejects.toThrow(`${s3.endpoint}: could not find or make bucket`);
    await expect(start).rejects.toThrow('HTTP 403');
    rmSync(elsewhere, { recursive: true });
  });
});

describe('notifications', () => {
  it('arrive at once, with the token, where the store tries once', async () => {
    const target = targetOf(stack, 'push');
    await provisionBucket({ ...target, push: { ...push, persistent: false } });
    await put('push', 'uploads/a b/1');
    const [event] = await sink.received('uploads/a b/1', 1, 2000);
    expect(event).toMatchObject({ authorization: basic, path: '/v1/storage-events' });
  });

  it('arrive in both ways after a time in which nobody listened', async () => {
    const late = new EventSink();
    const port = await late.listen();
    late.close();
    const url = `http://127.0.0.1:${port}/v1/storage-events`;
    const target = targetOf(stack, 'both');
    await provisionBucket({ ...target, push: { url, token, persistent: 'both' } });
    expect(await put('both', 'lost-at-first')).toBe(200);

    const listener = new EventSink();
    await listener.listen(port);
    await put('both', 'heard-at-once');
    expect(await listener.received('heard-at-once', 1, 2000)).toHaveLength(1);
    // A new durable topic begins to deliver when the gateway next looks for topics, every 30 s.
    const kept = await listener.received('lost-at-first', 1, 45_000);
    expect(kept).toMatchObject([{ authorization: basic, configuration: 'both-durable' }]);
    expect(await listener.received('heard-at-once', 2, 5000)).toHaveLength(2);
    listener.close();
  });

  it('go on as they were when provisioned again, and elsewhere when told so', async () => {
    const target = targetOf(stack, 'moved');
    const from = { ...push, persistent: false };
    await provisionBucket({ ...target, push: from });
    await provisionBucket({ ...target, push: from });
    await put('moved', 'moved-1');
    expect(await sink.received('moved-1', 1, 2000)).toHaveLength(1);

    const elsewhere = new EventSink();
    const url = `http://127.0.0.1:${await elsewhere.listen()}/other`;
    await provisionBucket({ ...target, push: { ...from, url } });
    await put('moved', 'moved-2');
    expect(await elsewhere.received('moved-2', 1, 2000)).toHaveLength(1);
    expect(await sink.received('moved-2', 1, 0)).toHaveLength(0);
    elsewhere.close();
  });

  it('end when removed', async () => {
    const target = targetOf(stack, 'silent');
    await provisionBucket({ ...target, push: { ...push, persistent: false } });
    await removeNotifications(target);
    await put('silent', 'silence');
    expect(await sink.received('silence', 1, 500)).toHaveLength(0);
  });

  it('leave no token in a log', () => {
    const logs = join(folder, 'logs');
    const texts = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
    expect(texts.join('\n')).not.toContain(token);
  });
});

describe('stop', () => {
  it('leaves no process and frees the folder', async () => {
    expect(processesOf(folder).length).toBeGreaterThanOrEqual(5);
    await stack.stop();
    expect(processesOf(folder)).toEqual([]);
    stack = await startStack({ dataDir: folder, durable: false });
  });
});
