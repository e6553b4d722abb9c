import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Timers, Log } from '@waybill/domain';
import { SnsSettings } from '../../platform/settings.js';
import { isSigned } from './signature.js';
import { SnsCertificates, SnsSubscriptions } from './sns-ports.js';
import { readSnsMessage, type SnsMessage } from './sns-message.js';

/** Milliseconds. SNS tries for an hour at most; what is older was kept by somebody and sent again. */
const MAX_AGE_MS = 3_600_000;

/**
 * Lets in what SNS has signed, and answers what it asks. Everybody's messages are signed with the same
 * key, so a signature alone does not say whose topic it is: the store's token and the list of
 * topics do.
 */
@Injectable()
export class AdmitSnsMessage {
  constructor(
    private readonly certificates: SnsCertificates,
    private readonly subscriptions: SnsSubscriptions,
    private readonly settings: SnsSettings,
    private readonly timers: Timers,
    @Inject(Log) private readonly logger: Pick<Log, 'info' | 'warn'>,
  ) {}

  /**
   * @returns whether there is a notification inside; false for what concerns the subscription only
   * @throws DomainError sns_signature_invalid, sns_message_stale, sns_topic_forbidden, sns_unavailable
   */
  async execute(envelope: Readonly<Record<string, unknown>>): Promise<boolean> {
    const message = readSnsMessage(envelope);
    await this.check(message);
    const { type, topicArn } = message;
    switch (type) {
      case 'Notification':
        return true;
      case 'SubscriptionConfirmation':
        await this.subscriptions.confirm(message.subscribeUrl, topicArn);
        this.logger.info({ topicArn }, 'a subscription to an SNS topic was confirmed');
        return false;
      case 'UnsubscribeConfirmation':
        this.logger.warn({ topicArn }, 'a subscription to an SNS topic was ended');
        return false;
    }
  }

  /** What costs nothing comes first. */
  private async check(message: SnsMessage): Promise<void> {
    const { topicArns } = this.settings;
    if (topicArns && !topicArns.includes(message.topicArn)) {
      throw new DomainError('sns_topic_forbidden', 'This topic is not in WAYBILL_SNS_TOPIC_ARNS.');
    }
    // A time that is none is not young either.
    if (!(this.timers.now() - message.publishedAt <= MAX_AGE_MS)) {
      throw new DomainError(
        'sns_message_stale',
        'The message was published more than an hour ago.',
      );
    }
    const pem = await this.certificates.find(message.signingCertUrl);
    if (!isSigned(message, pem, this.timers.now())) {
      throw new DomainError('sns_signature_invalid', 'The signature is not that of SNS.');
    }
  }
}
