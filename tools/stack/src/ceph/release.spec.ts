import { describe, expect, it } from '@jest/globals';
import { parseRelease, storeProfile } from './release.js';

describe('parseRelease', () => {
  it('reads what the daemons say of themselves', () => {
    const text = 'ceph version 16.2.15 (618f440892089921c3e944a991122ddc44e60516) pacific (stable)';
    expect(parseRelease(text)).toEqual({ major: 16, name: 'pacific' });
  });

  it('reads a release candidate', () => {
    const text = 'ceph version 20.1.0-rc1 (0123abcd) tentacle (rc)';
    expect(parseRelease(text)).toEqual({ major: 20, name: 'tentacle' });
  });

  it('does not guess', () => {
    expect(parseRelease('ceph version Development')).toBeUndefined();
  });
});

describe('storeProfile', () => {
  it.each([
    [16, 'md5'],
    [18, 'md5'],
    [20, 'sha256'],
  ])('of Ceph %p is %p', (major, profile) => {
    expect(storeProfile({ major, name: '' })).toBe(profile);
  });
});
