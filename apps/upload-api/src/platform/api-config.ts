import {
  loadCallerConfig,
  loadDatabaseConfig,
  loadRedisConfig,
  loadS3Config,
  loadServiceConfig,
  loadStoreProofConfig,
  loadUploadConfig,
  loadWebhookTargetConfig,
  type CallerConfig,
  type DatabaseConfig,
  type Environment,
  type RedisConfig,
  type S3Config,
  type ServiceConfig,
  type StoreProofConfig,
  type UploadConfig,
  type WebhookTargetConfig,
} from '@waybill/config';

export interface ApiConfig {
  readonly service: ServiceConfig;
  readonly callers: CallerConfig;
  readonly database: DatabaseConfig;
  readonly redis: RedisConfig;
  readonly s3: S3Config;
  readonly proof: StoreProofConfig;
  readonly upload: UploadConfig;
  readonly webhooks: WebhookTargetConfig;
}

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
export function loadApiConfig(env?: Environment): ApiConfig {
  return {
    service: loadServiceConfig('0.0.0.0', env),
    callers: loadCallerConfig(env),
    database: loadDatabaseConfig(env, IMPATIENT.database),
    redis: loadRedisConfig(env, IMPATIENT.redis),
    s3: loadS3Config(env, IMPATIENT.s3),
    proof: loadStoreProofConfig(env),
    upload: loadUploadConfig(env),
    webhooks: loadWebhookTargetConfig(env),
  };
}
