import { S3ServiceException } from '@aws-sdk/client-s3';
import { SNSServiceException } from '@aws-sdk/client-sns';
import { StackError } from '../errors.js';
import {
  allowBrowsers,
  createBucket,
  expireUnfinishedUploads,
  ignorePublicAcls,
} from './bucket.js';
import type { BucketTarget, Push } from './bucket-target.js';
import { s3Client, topicClient } from './clients.js';
import { notify, silence, type Notifier } from './notifications.js';

/**
 * Makes a bucket what Waybill needs it to be: it exists, no ACL opens it to the public, browsers may use
 * it, unfinished multipart uploads end after a week and, where `push` is given, its events are reported. Safe to repeat.
 */
export async function provisionBucket(target: BucketTarget & { push?: Push }): Promise<void> {
  await withClients(target, async (notifier) => {
    for (const { run } of steps(notifier, target.push)) await run();
  });
}

/**
 * The same for a store that is not ours: what it does not let us do is left to its owner.
 * @returns what that is, a sentence each.
 * @throws StackError when there is no bucket to work with.
 */
export async function provisionWherePossible(
  target: BucketTarget & { push?: Push },
): Promise<string[]> {
  const refusals: string[] = [];
  await withClients(target, async (notifier) => {
    for (const { purpose, essential, run } of steps(notifier, target.push)) {
      await run().catch((error: unknown) => {
        const refusal = `${target.endpoint}: could not ${purpose} (${describe(error)})`;
        if (essential) throw new StackError(refusal);
        refusals.push(refusal);
      });
    }
  });
  return refusals;
}

export async function removeNotifications(target: BucketTarget): Promise<void> {
  await withClients(target, silence);
}

interface Step {
  /** Completes "could not …". */
  purpose: string;
  essential?: true;
  run: () => Promise<void>;
}

function steps(notifier: Notifier, push: Push | undefined): Step[] {
  const { s3, bucket } = notifier;
  const always: Step[] = [
    {
      purpose: `find or make bucket ${bucket}`,
      essential: true,
      run: () => createBucket(s3, bucket),
    },
    {
      purpose: 'have ACLs for the public ignored',
      run: () => ignorePublicAcls(s3, bucket),
    },
    { purpose: 'set its CORS rules, which pages need', run: () => allowBrowsers(s3, bucket) },
    {
      purpose: 'have unfinished multipart uploads end after a week',
      run: () => expireUnfinishedUploads(s3, bucket),
    },
  ];
  if (!push) return always;
  const purpose = `point its events at ${push.url}; until somebody does, chunks are found late`;
  return [...always, { purpose, run: () => notify(notifier, push) }];
}

async function withClients(target: BucketTarget, use: (notifier: Notifier) => Promise<void>) {
  const s3 = s3Client(target);
  const topics = topicClient(target);
  try {
    await use({ s3, topics, bucket: target.bucket });
  } finally {
    s3.destroy();
    topics.destroy();
  }
}

/** The answer to a HEAD has no body to say why: then its status is all there is. */
function describe(error: unknown): string {
  const { message } = error as Error;
  if (!(error instanceof S3ServiceException || error instanceof SNSServiceException))
    return message;
  return `HTTP ${error.$metadata.httpStatusCode}, ${error.name}: ${message}`;
}
