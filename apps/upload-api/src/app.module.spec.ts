import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { ConfirmChunk } from './chunks/use-cases/confirm-chunk.js';
import { CreateFile } from './files/use-cases/create-file.js';
import { Lifecycle } from './platform/lifecycle.js';
import { loadApiConfig } from './platform/api-config.js';
import { BucketSettings } from './platform/settings.js';
import { TakeStorageEvents } from './storage-events/take-storage-events.js';

const ENVIRONMENT = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  S3_ENDPOINT: 'http://127.0.0.1:1',
  S3_BUCKET: 'waybill',
  S3_PREFIX: 'here/',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  S3_UPLOAD_ACCESS_KEY_ID: 'upload-id',
  S3_UPLOAD_SECRET_ACCESS_KEY: 'upload-secret',
  WAYBILL_STORE_TOKEN: 'the-store-shows-this-token',
};

describe('AppModule', () => {
  let app: TestingModule;

  /** What Nest cannot provide to any class of the API is found here, without a server. */
  beforeAll(async () => {
    const options = {
      config: loadApiConfig(ENVIRONMENT),
      logger: createLogger('upload-api', 'silent'),
      registry: createMetricsRegistry(),
      document: {},
    };
    app = await Test.createTestingModule({ imports: [AppModule.register(options)] })
      .overrideProvider(DataSource)
      .useValue({ entityMetadatas: [], options: {} })
      .compile();
  });

  afterAll(() => app?.close());

  it('provides each class with what it takes', () => {
    const strict = { strict: false };
    for (const one of [Lifecycle, CreateFile, ConfirmChunk, TakeStorageEvents]) {
      expect(app.get(one, strict)).toBeInstanceOf(one);
    }
  });

  it('hands on the settings as they were validated', () => {
    expect(app.get(BucketSettings)).toMatchObject({ bucket: 'waybill', prefix: 'here/' });
  });
});
