import { Module } from '@nestjs/common';
import { EnvelopeReader } from './envelope-reader.js';
import { IntakeBatcher } from './intake-batcher.js';
import { PostedEnvelopes } from './posted-envelopes.js';
import { AdmitSnsMessage } from './sns/admit-sns-message.js';
import { HttpsGetter } from './sns/https-getter.js';
import { HttpsSnsCertificates } from './sns/https-sns-certificates.js';
import { HttpsSnsSubscriptions } from './sns/https-sns-subscriptions.js';
import { SnsCertificates, SnsSubscriptions } from './sns/sns-ports.js';
import { StorageEventsController } from './storage-events.controller.js';
import { TakeStorageEvents } from './take-storage-events.js';

/** SNS itself waits 15 s for our answer. A certificate has about 2 kB. */
const SNS_LIMITS = { deadlineMs: 5_000, maxBytes: 16 * 1024 };

@Module({
  controllers: [StorageEventsController],
  providers: [
    AdmitSnsMessage,
    IntakeBatcher,
    TakeStorageEvents,
    { provide: EnvelopeReader, useClass: PostedEnvelopes },
    { provide: HttpsGetter, useValue: new HttpsGetter(SNS_LIMITS) },
    { provide: SnsCertificates, useClass: HttpsSnsCertificates },
    { provide: SnsSubscriptions, useClass: HttpsSnsSubscriptions },
  ],
  exports: [IntakeBatcher],
})
export class StorageEventsModule {}
