import { describe, expect, it } from '@jest/globals';
import { describeStatus } from './apt.js';

describe('describeStatus', () => {
  it('tells how far a download is', () => {
    expect(describeStatus('dlstatus:1:20.4012:Retrieving file 1 of 5')).toBe('fetching 20%');
  });

  it('tells which package is being installed', () => {
    const line = 'pmstatus:ceph-osd:98.8764:Installing ceph-osd (amd64)';
    expect(describeStatus(line)).toBe('installing 99% ceph-osd');
  });

  it.each(['', 'media-change: 1', 'pmerror:x:not a number:broken'])(
    'has no word for %p',
    (line) => {
      expect(describeStatus(line)).toBeUndefined();
    },
  );
});
