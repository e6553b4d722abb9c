import {
  loadDatabaseConfig,
  loadIntakeConfig,
  loadProcessorConfig,
  loadRedisConfig,
  loadS3Config,
  loadServiceConfig,
  loadWebhookTargetConfig,
  type DatabaseConfig,
  type Environment,
  type IntakeConfig,
  type ProcessorConfig,
  type RedisConfig,
  type S3Config,
  type ServiceConfig,
  type WebhookTargetConfig,
} from '@waybill/config';

export interface AppConfig {
  readonly service: ServiceConfig;
  readonly processor: ProcessorConfig;
  readonly database: DatabaseConfig;
  readonly redis: RedisConfig;
  readonly s3: S3Config;
  readonly intake: IntakeConfig;
  readonly webhookTargets: WebhookTargetConfig;
}

/** @throws ConfigError naming every variable at fault */
export function loadAppConfig(env?: Environment): AppConfig {
  return {
    // Probes and figures only: whoever has them on the network says so.
    service: loadServiceConfig('127.0.0.1', env),
    processor: loadProcessorConfig(env),
    database: loadDatabaseConfig(env),
    redis: loadRedisConfig(env),
    s3: loadS3Config(env),
    intake: loadIntakeConfig(env),
    webhookTargets: loadWebhookTargetConfig(env),
  };
}
