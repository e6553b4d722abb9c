import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './env.js';
import { loadIntakeConfig } from './intake-config.js';

const S3 = {
  S3_BUCKET: 'bucket',
  S3_REGION: 'eu-central-1',
  S3_ENDPOINT: 'http://minio:9000',
  AWS_ACCESS_KEY_ID: 'AK',
  AWS_SECRET_ACCESS_KEY: 'SK',
};
const WAYBILL_SQS_QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/events';

describe('loadIntakeConfig', () => {
  it('fetches nothing unless told where', () => {
    expect(loadIntakeConfig({})).toEqual({});
  });

  it('has region and credentials of the bucket, and the endpoint of the queue', () => {
    const { sqs } = loadIntakeConfig({ ...S3, WAYBILL_SQS_QUEUE_URL });
    expect(sqs).toMatchObject({
      queueUrl: WAYBILL_SQS_QUEUE_URL,
      endpoint: 'https://sqs.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      pollers: 2,
      visibilityTimeout: 60,
    });
    const other = { WAYBILL_SQS_REGION: 'local', WAYBILL_SQS_ENDPOINT: 'http://sqs:9324' };
    expect(loadIntakeConfig({ ...S3, WAYBILL_SQS_QUEUE_URL, ...other }).sqs).toMatchObject({
      region: 'local',
      endpoint: 'http://sqs:9324',
    });
  });

  it('knows the list that MinIO pushes to', () => {
    const env = { WAYBILL_MINIO_REDIS_URL: 'redis://minio-redis', WAYBILL_MINIO_REDIS_KEY: 'list' };
    expect(loadIntakeConfig(env).minioRedis).toEqual({
      url: 'redis://minio-redis',
      key: 'list',
      commandTimeoutMs: 5_000,
    });
  });

  it.each([
    ['a queue without credentials', { WAYBILL_SQS_QUEUE_URL }],
    ['a queue that is no URL', { ...S3, WAYBILL_SQS_QUEUE_URL: 'events' }],
    [
      'a visibility that SQS does not have',
      { ...S3, WAYBILL_SQS_QUEUE_URL, WAYBILL_SQS_VISIBILITY_TIMEOUT: '43201' },
    ],
    ['a Redis without its list', { WAYBILL_MINIO_REDIS_URL: 'redis://minio-redis' }],
  ])('refuses %s', (_, env) => {
    expect(() => loadIntakeConfig(env)).toThrow(ConfigError);
  });
});
