import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadS3Config } from '@waybill/config';
import { checkBucketCors } from './check-bucket-cors.js';

describe("the look at the bucket's CORS at the start", () => {
  let server: Server;
  let asked = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.writeHead(403).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  async function warnings(corsOrigins: readonly string[], port?: number): Promise<unknown[]> {
    const said: unknown[] = [];
    const s3 = loadS3Config({
      S3_ENDPOINT: `http://127.0.0.1:${port ?? (server.address() as AddressInfo).port}`,
      S3_BUCKET: 'bucket',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 's',
    });
    const callers = {
      trustedProxies: [],
      corsOrigins: [...corsOrigins],
      wrongKeysPerMinute: 1,
      demoPage: false,
      streamsPerKey: 1,
      streamsPerTenant: 1,
    };
    await checkBucketCors({ callers, s3 }, { warn: (...args: unknown[]) => void said.push(args) });
    return said;
  }

  it('asks nothing where no page may call', async () => {
    expect(await warnings([])).toEqual([]);
    expect(asked).toBe(0);
  });

  it('gives the command that cures it', async () => {
    const [said] = await warnings(['https://app.example.com']);
    expect(said).toEqual([
      {
        gaps: [{ origin: 'https://app.example.com', missing: ['a PUT from this origin'] }],
        cure: expect.stringMatching(
          /^aws s3api put-bucket-cors --endpoint-url .* --bucket bucket --cors-configuration/u,
        ),
      },
      expect.stringContaining('WAYBILL_CORS_ORIGINS'),
    ]);
  });

  it('lets the service start where the store does not answer', async () => {
    expect(await warnings(['*'], 1)).toEqual([
      [expect.anything(), expect.stringContaining('could not be tried')],
    ]);
  });
});
