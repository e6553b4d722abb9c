import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  PutBucketCorsCommand,
  type CORSRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadS3Config, type S3Config } from '@waybill/config';
import { createS3Client } from '../client/create-s3-client.js';
import { corsCommand, findCorsGaps } from './bucket-cors.js';

const ORIGIN = 'https://app.example.com';

describe("the bucket's CORS", () => {
  let config: S3Config;
  let client: S3Client;

  beforeAll(async () => {
    config = { ...loadS3Config(), bucket: `waybill-cors-${randomUUID()}` };
    client = createS3Client(config);
    await client.send(new CreateBucketCommand({ Bucket: config.bucket }));
  });

  afterAll(async () => {
    await client.send(new DeleteBucketCommand({ Bucket: config.bucket }));
    client.destroy();
  });

  const set = (rule: Partial<CORSRule>) =>
    client.send(
      new PutBucketCorsCommand({
        Bucket: config.bucket,
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: [ORIGIN],
              AllowedMethods: ['PUT', 'GET', 'HEAD'],
              AllowedHeaders: ['*'],
              ExposeHeaders: ['ETag'],
              ...rule,
            },
          ],
        },
      }),
    );

  it('is missing where the bucket has none', async () => {
    await client.send(new DeleteBucketCorsCommand({ Bucket: config.bucket }));
    expect(await findCorsGaps(config, [ORIGIN])).toEqual([
      { origin: ORIGIN, missing: ['a PUT from this origin'] },
    ]);
  });

  it('suffices as the command sets it', async () => {
    const command = corsCommand(config, [ORIGIN]);
    const json = /--cors-configuration '(.+)'$/u.exec(command)?.[1] ?? '';
    const { CORSRules } = JSON.parse(json) as { CORSRules: CORSRule[] };
    expect(command).toContain(`--bucket ${config.bucket} `);
    await set(CORSRules[0] ?? {});
    expect(await findCorsGaps(config, [ORIGIN])).toEqual([]);
    expect(await findCorsGaps(config, ['*', ORIGIN])).toMatchObject([{ origin: '*' }]);
    await set({ AllowedOrigins: ['*'] });
    expect(await findCorsGaps(config, ['*', ORIGIN])).toEqual([]);
  });

  it.each([
    [{ AllowedMethods: ['GET'] }, /PUT/u],
    [{ ExposeHeaders: [] }, /ETag/u],
    [{ AllowedHeaders: ['content-type'] }, /PUT from this origin|x-amz-checksum-sha256/u],
    [{ AllowedOrigins: ['https://other.example.com'] }, /PUT from this origin/u],
  ])('does not suffice with %j', async (rule, missing) => {
    await set(rule);
    const [gap] = await findCorsGaps(config, [ORIGIN]);
    expect(gap?.missing.join()).toMatch(missing);
  });
});
