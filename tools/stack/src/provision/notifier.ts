import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Push } from './bucket-target.js';

/** A bucket, and the clients that set it up. */
export interface Notifier {
  s3: S3Client;
  topics: SNSClient;
  bucket: string;
}

/** How notifications are looked at and made: a store of our own and another's differ in it. */
export interface NotificationSetup {
  isInPlace(notifier: Notifier, push: Push): Promise<boolean>;
  apply(notifier: Notifier, push: Push): Promise<void>;
}
