import type { Log } from '@waybill/domain';
import { corsCommand, findCorsGaps } from '@waybill/storage';
import type { ApiConfig } from './api-config.js';

/**
 * Says what pages that may call the API cannot do with the bucket, and the command that cures it. Never
 * fails: services upload all the same, and the rules may be set at any time.
 */
export async function checkBucketCors(
  { callers: { corsOrigins }, s3 }: Pick<ApiConfig, 'callers' | 's3'>,
  logger: Pick<Log, 'warn'>,
): Promise<void> {
  if (corsOrigins.length === 0) return;
  try {
    const gaps = await findCorsGaps(s3, corsOrigins);
    if (gaps.length === 0) return;
    logger.warn(
      { gaps, cure: corsCommand(s3, corsOrigins) },
      'the bucket does not let pages of WAYBILL_CORS_ORIGINS send chunks: see "cure"',
    );
  } catch (error) {
    logger.warn({ err: error }, "the bucket's CORS rules could not be tried");
  }
}
