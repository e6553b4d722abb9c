import {
  loadDatabaseConfig,
  loadIntakeConfig,
  loadProcessorConfig,
  loadRedisConfig,
  loadS3Config,
  loadServiceConfig,
  loadWebhookTargetConfig,
  type Environment,
} from '@waybill/config';

/** @throws ConfigError naming every variable at fault */
export function loadAppConfig(env?: Environment) {
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

export type AppConfig = ReturnType<typeof loadAppConfig>;
