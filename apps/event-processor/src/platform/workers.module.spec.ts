import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AssemblyQueue,
  AuditLog,
  ChunkRepository,
  CleanupQueue,
  DeadLetterRepository,
  DriftRegister,
  EventPublisher,
  FileRepository,
  Log,
  MultipartUploads,
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  Outbox,
  QuotaRepository,
  TenantRemoval,
  StorageEventQueue,
  StoreProfileSource,
  TokenHolders,
  TransferStrategies,
  WebhookDeliveryQueue,
  WebhookOutbox,
  VerificationQueue,
  KnownStore,
} from '@waybill/domain';
import { ProcessorRegister, QueueProducers, QueueRoom } from '@waybill/messaging';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { StoreFactsWatch } from '@waybill/persistence';
import { BucketOwnership } from '@waybill/storage';
import { StorageEventsHandler } from '../arrivals/events/storage-events-handler.js';
import { IntakeMetrics } from '../arrivals/intake/intake-metrics.js';
import { ListedOutbox } from '../testing/recorders.js';
import { type ProcessorPorts, processorUseCases } from '../use-cases.js';
import { loadAppConfig } from './app-config.js';
import { MaintenanceHandler } from './maintenance-handler.js';
import { Metrics } from './metrics.js';
import { ProcessorWorkers } from './processor-workers.js';
import { settingsOf } from './settings.js';
import { APP_CONFIG } from './tokens.js';
import { WorkersModule } from './workers.module.js';

const ENV = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  S3_BUCKET: 'bucket',
  S3_REGION: 'r',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 's',
};

/** Nothing is called on them: they only have to be there. */
const PORTS = [
  AssemblyQueue,
  ChunkRepository,
  CleanupQueue,
  DeadLetterRepository,
  AuditLog,
  DriftRegister,
  EventPublisher,
  FileRepository,
  MultipartUploads,
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  ProcessorRegister,
  QueueProducers,
  QueueRoom,
  QuotaRepository,
  TenantRemoval,
  StorageEventQueue,
  StoreProfileSource,
  TokenHolders,
  TransferStrategies,
  VerificationQueue,
  WebhookDeliveryQueue,
  WebhookOutbox,
];

const stopped = { start: () => Promise.resolve(), stop: () => undefined };

@Module({})
class Surroundings {
  static without(left?: unknown): DynamicModule {
    const config = loadAppConfig(ENV);
    const registry = createMetricsRegistry();
    const logger = createLogger('test', 'silent');
    const providers = [
      ...PORTS.map((port) => ({ provide: port, useValue: {} })),
      { provide: Outbox, useValue: new ListedOutbox([]) },
      { provide: KnownStore, useValue: new KnownStore('bucket') },
      {
        provide: StoreFactsWatch,
        useValue: { ...stopped, untilKnown: () => Promise.resolve(false) },
      },
      { provide: BucketOwnership, useValue: stopped },
      { provide: APP_CONFIG, useValue: config },
      { provide: Log, useValue: logger },
      { provide: Metrics, useValue: new Metrics(registry) },
      { provide: IntakeMetrics, useValue: new IntakeMetrics(registry) },
      ...settingsOf(config),
    ].filter(({ provide }) => provide !== left);
    return { module: Surroundings, global: true, providers, exports: providers };
  }
}

function compile(left?: unknown): Promise<INestApplicationContext> {
  const graph = { module: class {}, imports: [Surroundings.without(left), WorkersModule] };
  return NestFactory.createApplicationContext(graph, { logger: false, abortOnError: false });
}

describe('WorkersModule', () => {
  let app: INestApplicationContext | undefined;
  afterEach(() => app?.close());

  it('has everything that its classes ask for', async () => {
    app = await compile();
    for (const one of [ProcessorWorkers, StorageEventsHandler, MaintenanceHandler]) {
      expect(app.get(one, { strict: false })).toBeInstanceOf(one);
    }
  });

  it('has every class that is composed for tests and the simulation', async () => {
    app = await compile();
    const { handlers, ...others } = processorUseCases({} as ProcessorPorts);
    for (const one of [...Object.values(handlers), ...Object.values(others)]) {
      const made = app.get<object>(one.constructor, { strict: false });
      expect(made).toBeInstanceOf(one.constructor);
    }
  });

  it('is not made where a port is left out', async () => {
    await expect(compile(DriftRegister)).rejects.toThrow(/DriftRegister/u);
  });
});
