import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@waybill/domain';
import { HttpsGetter } from './https-getter.js';
import { SnsSubscriptions } from './sns-ports.js';
import { subscribeUrl } from './sns-urls.js';

/** Source: SNS Developer Guide, "Confirming an Amazon SNS topic subscription". */
@Injectable()
export class HttpsSnsSubscriptions extends SnsSubscriptions {
  constructor(@Inject(HttpsGetter) private readonly https: Pick<HttpsGetter, 'get'>) {
    super();
  }

  async confirm(text: string, topicArn: string): Promise<void> {
    const url = subscribeUrl(text, topicArn);
    if (!url) {
      throw new DomainError(
        'sns_signature_invalid',
        'SubscribeURL is not one of SNS for this topic.',
      );
    }
    const { status } = await this.https.get(url).catch((cause: unknown) => {
      throw new DomainError('sns_unavailable', 'The subscription cannot be confirmed.', { cause });
    });
    if (status !== 200) {
      throw new DomainError('sns_unavailable', `The subscription cannot be confirmed: ${status}.`);
    }
  }
}
