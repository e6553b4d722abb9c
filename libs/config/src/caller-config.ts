import { z } from 'zod';
import { count, flag, readEnvironment, variable, type Environment, type Settings } from './env.js';
import { networks, origins } from './lists.js';

/** What callers of the API may do at once, and whom it believes where they come from. */
export const callerSettings = z.object({
  /** Addresses or CIDRs whose `X-Forwarded-For` is believed; nobody's where there are none. */
  trustedProxies: variable('WAYBILL_TRUSTED_PROXIES', networks),
  /** Origins whose pages may call, or `*` for any; none where there are none. */
  corsOrigins: variable('WAYBILL_CORS_ORIGINS', origins),
  /** Serves `/demo`, a page that uses `<waybill-upload>`. */
  demoPage: variable('WAYBILL_DEMO_PAGE', flag(false)),
  /** Of one IPv4 address, or one /64 of IPv6. */
  wrongKeysPerMinute: variable('WAYBILL_WRONG_KEYS_PER_MINUTE', count(60)),
  /** Event streams and waiting requests that one replica keeps open. */
  streamsPerKey: variable('WAYBILL_STREAMS_PER_KEY', count(100)),
  streamsPerTenant: variable('WAYBILL_STREAMS_PER_TENANT', count(500)),
});
export type CallerConfig = Settings<typeof callerSettings>;

export function loadCallerConfig(env?: Environment): CallerConfig {
  return readEnvironment(callerSettings, env);
}
