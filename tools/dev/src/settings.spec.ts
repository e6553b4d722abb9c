import { describe, expect, it } from '@jest/globals';
import { externalServers, portBase } from './settings.js';

describe('portBase', () => {
  it('is 8480 unless said otherwise', () => {
    expect(portBase({})).toBe(8480);
    expect(portBase({ WAYBILL_PORT_BASE: '' })).toBe(8480);
    expect(portBase({ WAYBILL_PORT_BASE: '9480' })).toBe(9480);
  });

  it.each(['x', '80', '65530', '8480.5'])('cannot be %p', (text) => {
    expect(() => portBase({ WAYBILL_PORT_BASE: text })).toThrow('WAYBILL_PORT_BASE');
  });
});

describe('externalServers', () => {
  it('are none in an empty environment', () => {
    expect(externalServers({})).toEqual({});
  });

  it('are each taken by itself', () => {
    const env = { REDIS_URL: 'redis://elsewhere:6379' };
    expect(externalServers(env)).toEqual({ redisUrl: 'redis://elsewhere:6379' });
  });

  it('have a bucket and a region even where nobody said which', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
    const { s3 } = externalServers({ S3_ENDPOINT: 'http://elsewhere:9000', ...keys });
    expect(s3).toMatchObject({ bucket: 'waybill', region: 'us-east-1', accessKeyId: 'id' });
  });

  it('want the keys of an S3 store', () => {
    const without = { S3_ENDPOINT: 'http://elsewhere:9000' };
    expect(() => externalServers(without)).toThrow('AWS_ACCESS_KEY_ID');
  });
});
