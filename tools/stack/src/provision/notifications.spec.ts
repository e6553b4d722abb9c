import { describe, expect, it } from '@jest/globals';
import { withPassword } from './notifications.js';

describe('withPassword', () => {
  it('puts the token where HTTP Basic authentication takes its password from', () => {
    const endpoint = withPassword('http://127.0.0.1:8480/v1/storage-events', 'abc-_1');
    expect(endpoint).toBe('http://waybill:abc-_1@127.0.0.1:8480/v1/storage-events');
  });

  it('escapes what would end the password', () => {
    expect(new URL(withPassword('http://127.0.0.1/', 'a/b@c:d')).host).toBe('127.0.0.1');
  });
});
