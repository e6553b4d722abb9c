/** Where the certificates are with which SNS signs. */
export abstract class SnsCertificates {
  /**
   * @param url as the message names it
   * @returns PEM
   * @throws DomainError sns_signature_invalid where the URL is none of SNS's or holds no certificate,
   * sns_unavailable where SNS does not answer
   */
  abstract find(url: string): Promise<string>;
}

/** Says yes to SNS when it asks whether a topic's messages are wanted here. */
export abstract class SnsSubscriptions {
  /**
   * @param url `SubscribeURL` of a message that is known to come from SNS
   * @throws DomainError sns_signature_invalid where the URL is none of SNS's for this topic,
   * sns_unavailable where SNS does not answer or does not agree
   */
  abstract confirm(url: string, topicArn: string): Promise<void>;
}
