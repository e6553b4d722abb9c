import { describe, expect, it } from '@jest/globals';
import { serverArguments, socketFolder } from './settings.js';

describe('socketFolder', () => {
  it('is the given folder where a socket’s path fits', () => {
    expect(socketFolder('/srv/waybill/postgres', 8490)).toBe('/srv/waybill/postgres');
  });

  it('is none where the path would be too long for the kernel', () => {
    expect(socketFolder(`/srv/${'x'.repeat(100)}`, 8490)).toBe('');
  });
});

describe('serverArguments', () => {
  const base = { port: 8490, folder: '/srv/waybill/postgres' };

  it('gives up durability for tests alone', () => {
    expect(serverArguments({ ...base, durable: false })).toContain('fsync=off');
    expect(serverArguments({ ...base, durable: true })).not.toContain('fsync=off');
  });

  it.each([true, false])('listens on the loopback alone (durable: %p)', (durable) => {
    expect(serverArguments({ ...base, durable })).toContain('listen_addresses=127.0.0.1');
  });
});
