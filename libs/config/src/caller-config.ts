import { isIP } from 'node:net';
import { z } from 'zod';
import { count, readEnvironment, type Environment } from './env.js';

/** What callers of the API may do at once, and whom it believes where they come from. */
export interface CallerConfig {
  /** Addresses or CIDRs whose `X-Forwarded-For` is believed; nobody's where there are none. */
  readonly trustedProxies: readonly string[];
  /** Origins whose pages may call, or `*` for any; none where there are none. */
  readonly corsOrigins: readonly string[];
  /** Of one IPv4 address, or one /64 of IPv6. */
  readonly wrongKeysPerMinute: number;
  /** Event streams and waiting requests that one replica keeps open. */
  readonly streamsPerKey: number;
  readonly streamsPerTenant: number;
}

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const networks = list.refine(
  (items) => items.every(isNetwork),
  'must be addresses or CIDRs, with commas between them',
);

const origins = list.refine(
  (items) => items.every(isOrigin),
  'must be origins such as https://app.example.com, with commas between them, or *',
);

export const callerVariables = z.object({
  WAYBILL_TRUSTED_PROXIES: networks,
  WAYBILL_CORS_ORIGINS: origins,
  WAYBILL_WRONG_KEYS_PER_MINUTE: count(60),
  WAYBILL_STREAMS_PER_KEY: count(100),
  WAYBILL_STREAMS_PER_TENANT: count(500),
});

export function loadCallerConfig(env?: Environment): CallerConfig {
  const values = readEnvironment(callerVariables, env);
  return {
    trustedProxies: values.WAYBILL_TRUSTED_PROXIES,
    corsOrigins: values.WAYBILL_CORS_ORIGINS,
    wrongKeysPerMinute: values.WAYBILL_WRONG_KEYS_PER_MINUTE,
    streamsPerKey: values.WAYBILL_STREAMS_PER_KEY,
    streamsPerTenant: values.WAYBILL_STREAMS_PER_TENANT,
  };
}

/** As a browser sends it: scheme, host and port alone, nothing after them. */
function isOrigin(text: string): boolean {
  if (text === '*') return true;
  return /^https?:/u.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  const longest = family === 4 ? 32 : 128;
  return prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= longest);
}
