import { describe, expect, it } from '@jest/globals';
import { loadCallerConfig } from './caller-config.js';
import { ConfigError } from './env.js';

describe('loadCallerConfig', () => {
  it('believes no proxy by default', () => {
    expect(loadCallerConfig({}).trustedProxies).toEqual([]);
  });

  it('reads addresses and CIDRs of both families', () => {
    const text = '10.0.0.0/8, 192.0.2.1,fd00::/8,::1';
    expect(loadCallerConfig({ WAYBILL_TRUSTED_PROXIES: text }).trustedProxies).toEqual([
      '10.0.0.0/8',
      '192.0.2.1',
      'fd00::/8',
      '::1',
    ]);
  });

  it.each(['proxy', '10.0.0.0/33', '10.0.0.0/', '1.2.3.4/8/8', '*', '2001:db8::/129'])(
    'refuses %p',
    (text) => {
      expect(() => loadCallerConfig({ WAYBILL_TRUSTED_PROXIES: text })).toThrow(ConfigError);
    },
  );
});
