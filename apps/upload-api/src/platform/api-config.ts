import {
  loadCallerConfig,
  loadDatabaseConfig,
  loadLimitConfig,
  loadRedisConfig,
  loadS3Config,
  loadServiceConfig,
  loadStoreProofConfig,
  loadUploadConfig,
  loadWebhookTargetConfig,
  type Environment,
} from '@waybill/config';

/**
 * Milliseconds where the environment says nothing. Somebody waits for each answer of the API: whatever
 * is away, it is said within two seconds. A request asks Redis twice at most.
 */
const IMPATIENT = {
  database: { connectTimeoutMs: 1_000 },
  redis: { commandTimeoutMs: 900 },
  s3: { connectTimeoutMs: 900, requestTimeoutMs: 1_800 },
};

/** @throws ConfigError naming every variable at fault */
export function loadApiConfig(env?: Environment) {
  return {
    service: loadServiceConfig('0.0.0.0', env),
    callers: loadCallerConfig(env),
    database: loadDatabaseConfig(env, IMPATIENT.database),
    redis: loadRedisConfig(env, IMPATIENT.redis),
    s3: loadS3Config(env, IMPATIENT.s3),
    proof: loadStoreProofConfig(env),
    upload: loadUploadConfig(env),
    limits: loadLimitConfig(env),
    webhooks: loadWebhookTargetConfig(env),
  };
}

export type ApiConfig = ReturnType<typeof loadApiConfig>;
