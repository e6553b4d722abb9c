import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startStack } from '../stack.js';
import { RecordingStore } from '../testing/recording-store.js';
import type { BucketTarget, Push } from './bucket-target.js';
import { s3Client, topicClient } from './clients.js';
import { prepareForeignStore } from './foreign-store.js';
import { provisionBucket } from './provision.js';
import { createTopic } from './topics.js';

const push: Push = {
  url: 'http://127.0.0.1:9/v1/storage-events',
  token: 'token',
  persistent: 'both',
};
const silent = { announce: () => undefined };

describe('a start with a store that is not ours', () => {
  let store: RecordingStore;
  let folder: string;
  let target: BucketTarget;

  beforeEach(async () => {
    store = new RecordingStore();
    folder = mkdtempSync(join(tmpdir(), 'waybill-int-'));
    const keys = { accessKeyId: 'a', secretAccessKey: 's' };
    target = { endpoint: await store.listen(), region: 'us-east-1', bucket: 'theirs', ...keys };
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  const start = () =>
    startStack({
      dataDir: folder,
      durable: true,
      use: { databaseUrl: 'postgres://x', redisUrl: 'redis://x', s3: target },
      push,
    });

  it('makes no call that changes anything, and says what is left to do', async () => {
    const stack = await start();
    await stack.stop();
    expect(store.calls).toContain('HEAD /theirs/');
    expect(store.changes).toEqual([]);
    for (const what of ['ACLs', 'CORS', `point its events at ${push.url}`])
      expect(stack.warnings.join('\n')).toContain(what);
    expect(stack.warnings.join('\n')).toContain('npm start -- --set-up-store');
  });

  it('makes no bucket either', async () => {
    store.hasBucket = false;
    await expect(start()).rejects.toThrow('has no bucket "theirs"');
    expect(store.changes).toEqual([]);
  });

  it('says what it will change before it does, where that is asked for, and deletes nothing', async () => {
    const told: string[] = [];
    const announce = (lines: readonly string[]) => {
      expect(store.changes).toEqual([]);
      told.push(...lines);
    };
    await prepareForeignStore({ ...target, push }, { apply: true, announce });
    expect(told).toHaveLength(3);
    expect(store.changes).toContain('PUT /theirs/?cors=');
    expect(store.calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
  });
});

describe('notifications of a bucket that others use', () => {
  const env = (name: string) => process.env[name] ?? '';
  const target: BucketTarget = {
    endpoint: env('S3_ENDPOINT'),
    region: env('S3_REGION'),
    accessKeyId: env('AWS_ACCESS_KEY_ID'),
    secretAccessKey: env('AWS_SECRET_ACCESS_KEY'),
    bucket: `shared-${Date.now()}`,
  };
  const s3 = s3Client(target);
  const topics = topicClient(target);
  const theirs = `${target.bucket}-theirs`;

  const arns = async () => {
    const current = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: target.bucket }),
    );
    return (current.TopicConfigurations ?? []).map(({ TopicArn = '' }) => TopicArn).sort();
  };

  beforeAll(async () => {
    await provisionBucket(target);
    const endpoint = 'http://127.0.0.1:9/others';
    const TopicArn = await createTopic(topics, { name: theirs, endpoint, persistent: false });
    const configuration = { Id: theirs, TopicArn, Events: ['s3:ObjectCreated:*' as const] };
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: target.bucket,
        NotificationConfiguration: { TopicConfigurations: [configuration] },
      }),
    );
  });
  afterAll(() => {
    s3.destroy();
    topics.destroy();
  });

  it('stay, and ours stand beside them', async () => {
    const mine = { ...push, prefix: 'mine/', persistent: false };
    const setup = { apply: true, ...silent };
    expect(await prepareForeignStore({ ...target, push: mine }, setup)).toEqual([]);
    const both = [`${target.bucket}-mine-fast`, theirs].map(
      (name) => `arn:aws:sns:default::${name}`,
    );
    expect(await arns()).toEqual(both);
    const announce = () => expect('a second time').toBe('nothing to do');
    await prepareForeignStore({ ...target, push: mine }, { apply: true, announce });
  });

  it('are not pointed elsewhere, whoever asks', async () => {
    const before = await arns();
    const name = `${target.bucket}-other-fast`;
    await createTopic(topics, { name, endpoint: 'http://127.0.0.1:9/first', persistent: false });
    const second = { ...push, prefix: 'other/', persistent: false };
    const notes = await prepareForeignStore(
      { ...target, push: second },
      { apply: true, ...silent },
    );
    expect(notes.join()).toContain('reports to another installation');
    expect(await arns()).toEqual(before);
  });
});
