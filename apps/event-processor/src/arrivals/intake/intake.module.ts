import { Module } from '@nestjs/common';
import {
  DeadLetterRepository,
  StorageEventQueue,
  type StorageMessageSource,
  Log,
} from '@waybill/domain';
import { MinioRedisSource, QueueRoom } from '@waybill/messaging';
import { SqsMessageSource } from '@waybill/storage';
import type { AppConfig } from '../../platform/app-config.js';
import { Metrics } from '../../platform/metrics.js';
import { once } from '../../platform/once.js';
import { APP_CONFIG } from '../../platform/tokens.js';
import { IntakeMetrics } from './intake-metrics.js';
import { StorageIntakes } from './storage-intakes.js';
import { TakeMessages } from './take-messages.js';

interface ConfiguredSource {
  readonly source: StorageMessageSource;
  readonly pollers: number;
}

function configuredSources(
  { intake: { sqs, minioRedis } }: AppConfig,
  logger: Log,
): readonly ConfiguredSource[] {
  const report = once((error) => logger.warn({ err: error }, 'the Redis of the store failed'));
  return [
    ...(sqs ? [{ source: new SqsMessageSource(sqs), pollers: sqs.pollers }] : []),
    // One consumer is one reader.
    ...(minioRedis ? [{ source: new MinioRedisSource(minioRedis, report), pollers: 1 }] : []),
  ];
}

/** The sources from which storage events are fetched; none where none is configured. */
@Module({
  providers: [
    {
      provide: StorageIntakes,
      inject: [
        APP_CONFIG,
        Log,
        Metrics,
        IntakeMetrics,
        StorageEventQueue,
        QueueRoom,
        DeadLetterRepository,
      ],
      useFactory: (
        config: AppConfig,
        logger: Log,
        metrics: Metrics,
        intakeMetrics: IntakeMetrics,
        queue: StorageEventQueue,
        room: QueueRoom,
        deadLetters: DeadLetterRepository,
      ) => {
        const ports = { queue, deadLetters };
        const intakes = configuredSources(config, logger).map((configured) => ({
          ...configured,
          room,
          take: new TakeMessages(configured.source.name, ports, metrics, logger, config.s3.prefix),
          metrics: intakeMetrics,
        }));
        return new StorageIntakes(intakes, logger);
      },
    },
  ],
  exports: [StorageIntakes],
})
export class IntakeModule {}
