import { Module } from '@nestjs/common';
import { SnsCertificates, SnsSubscriptions } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import type { ApiConfig } from '../../platform/api-config.js';
import { API_CONFIG, LOGGER } from '../../platform/tokens.js';
import { AdmitSnsMessage } from './admit-sns-message.js';
import { HttpsGetter } from './https-getter.js';
import { HttpsSnsCertificates } from './https-sns-certificates.js';
import { HttpsSnsSubscriptions } from './https-sns-subscriptions.js';

/** SNS itself waits 15 s for our answer. A certificate has about 2 kB. */
const LIMITS = { deadlineMs: 5_000, maxBytes: 16 * 1024 };

@Module({
  providers: [
    {
      provide: SnsCertificates,
      useFactory: () => new HttpsSnsCertificates(new HttpsGetter(LIMITS)),
    },
    {
      provide: SnsSubscriptions,
      useFactory: () => new HttpsSnsSubscriptions(new HttpsGetter(LIMITS)),
    },
    {
      provide: AdmitSnsMessage,
      inject: [SnsCertificates, SnsSubscriptions, LOGGER, API_CONFIG],
      useFactory: (
        certificates: SnsCertificates,
        subscriptions: SnsSubscriptions,
        logger: Logger,
        { upload }: ApiConfig,
      ) =>
        new AdmitSnsMessage(certificates, subscriptions, logger, {
          topicArns: upload.snsTopicArns,
        }),
    },
  ],
  exports: [AdmitSnsMessage],
})
export class SnsModule {}
