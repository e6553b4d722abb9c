import { describe, expect, it } from '@jest/globals';
import { readEnvelope } from './read-envelope.js';

const record = (key: string) => ({
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'bucket' }, object: { key, size: 1, eTag: 'e' } },
});
const body = (...keys: string[]) => JSON.stringify({ Records: keys.map(record) });
const keysIn = (text: string, prefix: string) =>
  readEnvelope(text, prefix).events.map((e) => e.key);

describe('readEnvelope', () => {
  const keys = ['files/a', 'team/files/b', 'team/x/files/c', 'teams/files/d'];

  it('takes every key where the whole bucket is ours', () => {
    expect(keysIn(body(...keys), '')).toEqual(keys);
  });

  it('takes what lies under our prefix alone, and by our own names', () => {
    expect(keysIn(body(...keys), 'team/')).toEqual(['files/b', 'x/files/c']);
    expect(readEnvelope(body(...keys), 'team/').rejected).toEqual([]);
  });
});
