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

  it('lets pages of no origin call by default, and of those that are named', () => {
    expect(loadCallerConfig({}).corsOrigins).toEqual([]);
    const text = 'https://app.example.com, http://localhost:5173';
    expect(loadCallerConfig({ WAYBILL_CORS_ORIGINS: text }).corsOrigins).toEqual([
      'https://app.example.com',
      'http://localhost:5173',
    ]);
    expect(loadCallerConfig({ WAYBILL_CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
  });

  it.each([
    'https://app.example.com/',
    'app.example.com',
    'https://*.example.com/x',
    'null',
    'file:',
  ])('refuses the origin %p, which no browser sends', (text) => {
    expect(() => loadCallerConfig({ WAYBILL_CORS_ORIGINS: text })).toThrow(ConfigError);
  });

  it.each(['proxy', '10.0.0.0/33', '10.0.0.0/', '1.2.3.4/8/8', '*', '2001:db8::/129'])(
    'refuses %p',
    (text) => {
      expect(() => loadCallerConfig({ WAYBILL_TRUSTED_PROXIES: text })).toThrow(ConfigError);
    },
  );
});
