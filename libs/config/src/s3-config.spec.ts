import { describe, expect, it } from '@jest/globals';
import { loadS3Config } from './s3-config.js';

const SERVICE = { S3_BUCKET: 'bucket', AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK' };
const ID = { S3_UPLOAD_ACCESS_KEY_ID: 'UA' };
const SECRET = { S3_UPLOAD_SECRET_ACCESS_KEY: 'US' };
const load = (prefix: string) => loadS3Config({ ...SERVICE, S3_PREFIX: prefix }).prefix;
const TOKEN = { S3_UPLOAD_SESSION_TOKEN: 'UT' };

describe('the upload identity', () => {
  it('is none unless said', () => {
    expect(loadS3Config(SERVICE).uploadCredentials).toBeUndefined();
  });

  it('is read beside that of the services', () => {
    const config = loadS3Config({ ...SERVICE, ...ID, ...SECRET, ...TOKEN });
    expect(config.credentials).toMatchObject({ accessKeyId: 'AK', secretAccessKey: 'SK' });
    expect(config.uploadCredentials).toEqual({
      accessKeyId: 'UA',
      secretAccessKey: 'US',
      sessionToken: 'UT',
    });
  });

  it.each([
    ['S3_UPLOAD_SECRET_ACCESS_KEY', ID],
    ['S3_UPLOAD_ACCESS_KEY_ID', SECRET],
    ['S3_UPLOAD_ACCESS_KEY_ID', TOKEN],
  ])('misses %s in %j', (missing, half) => {
    expect(() => loadS3Config({ ...SERVICE, ...half })).toThrow(missing);
  });
});

describe('S3_PREFIX', () => {
  it.each(['', 'waybill/', 'a/b.c/d-e_f/', '.../'])('takes "%s"', (prefix) => {
    expect(load(prefix)).toBe(prefix);
  });

  it.each([
    'waybill',
    '/waybill/',
    'a//b/',
    '../',
    'a/./b/',
    'a b/',
    'ä/',
    'a%2F/',
    'x'.repeat(300),
  ])('refuses "%s", by which no key could be found again', (prefix) =>
    expect(() => load(prefix)).toThrow('S3_PREFIX'),
  );
});
