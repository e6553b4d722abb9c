import { Module } from '@nestjs/common';
import { DeadLetterRepository, StorageEventQueue } from '@waybill/domain';
import { QueueRoom } from '@waybill/messaging';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG } from '../platform/tokens.js';
import { AdmitSnsMessage } from './sns/admit-sns-message.js';
import { SnsModule } from './sns/sns.module.js';
import { IntakeBatcher } from './intake-batcher.js';
import { readPosted } from './read-posted.js';
import { StorageEventsController } from './storage-events.controller.js';
import { TakeStorageEvents } from './take-storage-events.js';

/** About 5 MB of events, and some seconds of a busy store. */
const MAX_WAITING = 20_000;

@Module({
  imports: [SnsModule],
  controllers: [StorageEventsController],
  providers: [
    {
      provide: IntakeBatcher,
      inject: [StorageEventQueue, API_CONFIG],
      useFactory: (queue: StorageEventQueue, { upload }: ApiConfig) =>
        new IntakeBatcher(queue, {
          gatherMs: upload.intakeGatherMs,
          batchSize: upload.intakeBatchSize,
          maxWaiting: MAX_WAITING,
        }),
    },
    {
      provide: TakeStorageEvents,
      inject: [AdmitSnsMessage, QueueRoom, IntakeBatcher, DeadLetterRepository, API_CONFIG],
      useFactory: (
        sns: AdmitSnsMessage,
        room: QueueRoom,
        intake: IntakeBatcher,
        deadLetters: DeadLetterRepository,
        { s3 }: ApiConfig,
      ) => new TakeStorageEvents(readPosted(sns, s3.prefix), room, intake, deadLetters),
    },
  ],
  exports: [IntakeBatcher],
})
export class StorageEventsModule {}
