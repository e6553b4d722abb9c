import { z } from 'zod';
import { count, readEnvironment, variable, type Environment, type Settings } from './env.js';

const amount = z.coerce.number().int().positive().optional();

/** Of each tenant that was set nothing else. What is left out is not limited. Sizes in bytes. */
export const limitSettings = z.object({
  openUploads: variable('WAYBILL_LIMIT_OPEN_UPLOADS', amount),
  /** A request of 71 bytes makes 10,000 rows; this is 8 TB at 8 MiB a chunk. */
  openChunks: variable('WAYBILL_LIMIT_OPEN_CHUNKS', count(1_000_000)),
  bytesInFlight: variable('WAYBILL_LIMIT_BYTES_IN_FLIGHT', amount),
  storedBytes: variable('WAYBILL_LIMIT_STORED_BYTES', amount),
  requestsPerSecond: variable('WAYBILL_LIMIT_REQUESTS_PER_SECOND', amount),
});
export type LimitConfig = Settings<typeof limitSettings>;

export function loadLimitConfig(env?: Environment): LimitConfig {
  return readEnvironment(limitSettings, env);
}
