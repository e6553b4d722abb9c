import { describe, expect, it } from '@jest/globals';
import { missingPackages, whatToDoInstead } from './ensure.js';

describe('missingPackages', () => {
  it('names none when every program is there', () => {
    const find = (name: string) => `/usr/bin/${name}`;
    expect(missingPackages(['postgres', 'redis', 's3'], find)).toEqual([]);
  });

  it('names a package of which one program is missing', () => {
    const find = (name: string) => (name === 'radosgw-admin' ? undefined : `/usr/bin/${name}`);
    expect(missingPackages(['postgres', 'redis', 's3'], find)).toEqual(['ceph-common']);
  });

  it('looks only at the parts that are to be started', () => {
    expect(missingPackages(['redis'], () => undefined)).toEqual(['redis-server']);
  });
});

describe('whatToDoInstead', () => {
  const text = whatToDoInstead(['redis-server', 'radosgw'], ['postgres', 'redis', 's3'], 'no');

  it('gives the way by containers', () => {
    expect(text).toContain('docker compose -f docker/compose.yml up');
  });

  it('gives the variables of servers that somebody else runs, with their companions', () => {
    expect(text).toContain('REDIS_URL');
    for (const name of ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION']) expect(text).toContain(name);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) expect(text).toContain(name);
  });

  it('does not ask for what is there already', () => {
    expect(text).not.toContain('DATABASE_URL');
  });

  it('offers no server in place of a browser', () => {
    const browser = whatToDoInstead(['chromium'], ['redis', 'browser'], 'no');
    expect(browser).toContain('chromium');
    expect(browser).not.toContain('REDIS_URL');
  });
});
