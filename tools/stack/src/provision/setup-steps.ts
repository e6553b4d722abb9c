import {
  allowBrowsers,
  bucketExists,
  createBucket,
  hasCorsRules,
  ignorePublicAcls,
  ignoresPublicAcls,
} from './bucket.js';
import type { Push } from './bucket-target.js';
import type { NotificationSetup, Notifier } from './notifier.js';

/** One thing about a bucket that has to be so. */
export interface SetupStep {
  /** Completes "to …". */
  readonly purpose: string;
  /** Without it there is nothing to work with. */
  readonly essential?: true;
  /** Looks, and changes nothing. */
  readonly isInPlace: () => Promise<boolean>;
  readonly apply: () => Promise<void>;
}

/** What Waybill needs of a bucket, in the order in which it is set up. */
export function setupSteps(
  notifier: Notifier,
  push: Push | undefined,
  notifications: NotificationSetup,
): SetupStep[] {
  const { s3, bucket } = notifier;
  const always: SetupStep[] = [
    {
      purpose: `find or make bucket ${bucket}`,
      essential: true,
      isInPlace: () => bucketExists(s3, bucket),
      apply: () => createBucket(s3, bucket),
    },
    {
      purpose: 'have ACLs for the public ignored',
      isInPlace: () => ignoresPublicAcls(s3, bucket),
      apply: () => ignorePublicAcls(s3, bucket),
    },
    {
      purpose: 'set its CORS rules, which pages need',
      isInPlace: () => hasCorsRules(s3, bucket),
      apply: () => allowBrowsers(s3, bucket),
    },
  ];
  if (!push) return always;
  return [
    ...always,
    {
      purpose: `point its events at ${push.url}; until somebody does, chunks are found late`,
      isInPlace: () => notifications.isInPlace(notifier, push),
      apply: () => notifications.apply(notifier, push),
    },
  ];
}
