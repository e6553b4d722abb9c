import { afterEach, describe, expect, it } from '@jest/globals';
import type {
  ActingTenant,
  ApiKeyRepository,
  DomainError,
  Principal,
  TokenHolders,
} from '@waybill/domain';
import { stub } from '../../e2e/support/stubs.js';
import { generateKey, hashKey, isKey, keyHint } from './api-key.js';
import { Principals } from './principals.js';
import type { CallerSettings } from '../platform/settings.js';
import { StoreToken } from './store-token.js';

describe('API keys', () => {
  it('say what they are for, and are never the same', () => {
    const key = generateKey('tenant');
    expect(key).toMatch(/^wbk_[A-Za-z0-9_-]{43}$/u);
    expect(generateKey('admin')).toMatch(/^wba_/u);
    expect(generateKey('tenant')).not.toBe(key);
    expect([isKey(key), isKey(key, 'tenant'), isKey(key, 'admin')]).toEqual([true, true, false]);
    expect(keyHint(key)).toBe(key.slice(0, 8));
    for (const odd of ['', 'wbk_', `${key}x`, key.slice(0, -1), `wbx_${key.slice(4)}`]) {
      expect(isKey(odd)).toBe(false);
    }
  });
});

describe('Principals', () => {
  const key = generateKey('tenant');
  const principal: Principal = {
    keyId: 'k',
    role: 'tenant',
    tenantId: 't' as ActingTenant,
    scopes: ['files:read'],
  };

  function start(find: (hash: Uint8Array) => Promise<Principal | undefined>) {
    let asked = 0;
    const keys = stub<ApiKeyRepository>({
      findByHash: (hash) => {
        asked += 1;
        return find(hash);
      },
    });
    return { principals: new Principals(keys, stub<TokenHolders>({})), asked: () => asked };
  }

  it('asks once for callers who come together, and for a while after', async () => {
    const { principals, asked } = start((hash) =>
      Promise.resolve(Buffer.from(hash).equals(hashKey(key)) ? principal : undefined),
    );
    const found = await Promise.all([principals.find(key), principals.find(key)]);
    expect([...found, await principals.find(key)]).toEqual([principal, principal, principal]);
    expect(asked()).toBe(1);
    principals.forget();
    await principals.find(key);
    expect(asked()).toBe(2);
  });

  it('remembers shortly that a key is unknown, and asks nobody about what is no key', async () => {
    const { principals, asked } = start(() => Promise.resolve(undefined));
    await principals.find(key);
    expect(await principals.find(key)).toBeUndefined();
    expect(asked()).toBe(1);
    await principals.find('nonsense');
    expect(asked()).toBe(1);
  });

  it('refuses a key that has come to its end while it was remembered', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const { principals, asked } = start(() => Promise.resolve({ ...principal, expiresAt }));
    expect(await principals.find(key)).toMatchObject({ keyId: 'k' });
    expiresAt.setTime(Date.now() - 1);
    expect(await principals.find(key)).toBeUndefined();
    expect(asked()).toBe(1);
  });

  it('does not remember that the database was away', async () => {
    let down = true;
    const { principals } = start(() =>
      down ? Promise.reject(new Error('away')) : Promise.resolve(principal),
    );
    await expect(principals.find(key)).rejects.toThrow('away');
    down = false;
    expect(await principals.find(key)).toEqual(principal);
  });
});

describe('Principals of upload tokens', () => {
  const token = generateKey('token');
  let expiresAt = new Date(Date.now() + 3_600_000);
  let revoked = false;
  let asked = 0;
  const principals = new Principals(
    stub<ApiKeyRepository>({}),
    stub<TokenHolders>({
      findByHash: (hash) => {
        asked += 1;
        if (!Buffer.from(hash).equals(hashKey(token))) return Promise.resolve(undefined);
        const policy = { metadata: {}, events: 'none' } as const;
        const tenantId = 't' as ActingTenant;
        return Promise.resolve({
          principal: { keyId: 'one', role: 'token', tenantId, scopes: [], expiresAt, policy },
          revoked,
        });
      },
    }),
  );
  afterEach(() => {
    principals.forget();
    asked = 0;
  });
  const codeOf = () =>
    principals.find(token).then(
      (found) => found?.keyId,
      (error: DomainError) => error.code,
    );

  it('lets its holder in, and says which end it has come to', async () => {
    expect([await codeOf(), await codeOf(), asked]).toEqual(['one', 'one', 1]);
    revoked = true;
    principals.forgetHolder('another');
    expect(await codeOf()).toBe('one');
    principals.forgetHolder('one');
    expect([await codeOf(), await codeOf(), asked]).toEqual(['token_revoked', 'token_revoked', 2]);
    revoked = false;
    expect(await principals.find(generateKey('token'))).toBeUndefined();
  });

  it('looks again at one that was to end while it was remembered: it may have been renewed', async () => {
    expect(await codeOf()).toBe('one');
    const remembered = expiresAt;
    expiresAt = new Date(Date.now() + 7_200_000);
    remembered.setTime(Date.now() - 1);
    expect([await codeOf(), asked]).toEqual(['one', 2]);
    expiresAt.setTime(Date.now() - 1);
    expect([await codeOf(), await codeOf(), asked]).toEqual(['token_expired', 'token_expired', 3]);
  });
});

describe('StoreToken', () => {
  const token = new StoreToken({ storeToken: 'a-token:with-a-colon' } as CallerSettings);
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    'Bearer a-token:with-a-colon',
    'bearer a-token:with-a-colon',
    basic('user:a-token:with-a-colon'),
    basic(':a-token:with-a-colon'),
  ])('takes %s', (header) => expect(token.accepts(header)).toBe(true));

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer a-token',
    'a-token:with-a-colon',
    'Token a-token:with-a-colon',
    basic('a-token:with-a-colon'),
    basic('a-token'),
    'Basic %%%',
  ])('refuses %s', (header) => expect(token.accepts(header)).toBe(false));
});
