import {
  loadCallerConfig,
  loadDatabaseConfig,
  loadRedisConfig,
  loadS3Config,
  loadServiceConfig,
  loadUploadConfig,
  loadWebhookTargetConfig,
  type CallerConfig,
  type DatabaseConfig,
  type Environment,
  type RedisConfig,
  type S3Config,
  type ServiceConfig,
  type UploadConfig,
  type WebhookTargetConfig,
} from '@waybill/config';

export interface ApiConfig {
  readonly service: ServiceConfig;
  readonly callers: CallerConfig;
  readonly database: DatabaseConfig;
  readonly redis: RedisConfig;
  readonly s3: S3Config;
  readonly upload: UploadConfig;
  readonly webhooks: WebhookTargetConfig;
}

/** @throws ConfigError naming every variable at fault */
export function loadApiConfig(env?: Environment): ApiConfig {
  return {
    service: loadServiceConfig('0.0.0.0', env),
    callers: loadCallerConfig(env),
    database: loadDatabaseConfig(env),
    redis: loadRedisConfig(env),
    s3: loadS3Config(env),
    upload: loadUploadConfig(env),
    webhooks: loadWebhookTargetConfig(env),
  };
}
