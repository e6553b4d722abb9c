import { describe, expect, it } from '@jest/globals';
import { ownDefaults } from '@waybill/config/testing';
import { loadApiConfig } from './api-config.js';

const REQUIRED = {
  DATABASE_URL: 'postgres://localhost/waybill',
  REDIS_URL: 'redis://localhost',
  S3_BUCKET: 'waybill',
  AWS_ACCESS_KEY_ID: 'AK',
  AWS_SECRET_ACCESS_KEY: 'SK',
  WAYBILL_STORE_TOKEN: 'a-token-of-the-store',
};

describe('the defaults that are the API’s own', () => {
  it('are those of docs/configuration.md', () => {
    const { service, database, redis, s3 } = loadApiConfig(REQUIRED);
    expect(ownDefaults('api')).toEqual({
      '`WAYBILL_HTTP_HOST`': `\`${service.host}\``,
      '`WAYBILL_DATABASE_CONNECT_TIMEOUT_MS`': `\`${database.connectTimeoutMs}\``,
      '`WAYBILL_DATABASE_QUERY_TIMEOUT_MS`': `\`${database.queryTimeoutMs}\``,
      '`WAYBILL_REDIS_COMMAND_TIMEOUT_MS`': `\`${redis.commandTimeoutMs}\``,
      '`WAYBILL_S3_CONNECT_TIMEOUT_MS`': `\`${s3.connectTimeoutMs}\``,
      '`WAYBILL_S3_REQUEST_TIMEOUT_MS`': `\`${s3.requestTimeoutMs}\``,
    });
  });
});
