import { S3ServiceException } from '@aws-sdk/client-s3';
import { SNSServiceException } from '@aws-sdk/client-sns';
import { StackError } from '../errors.js';
import type { BucketTarget, Push } from './bucket-target.js';
import { foreignNotifications } from './foreign-notifications.js';
import { withClients } from './provision.js';
import { setupSteps, type SetupStep } from './setup-steps.js';

export interface ForeignSetup {
  /** True where a person has asked for it; without it the store is looked at, and nothing is changed. */
  readonly apply: boolean;
  /** Told what will be changed before the first change; not at all where nothing will. */
  readonly announce: (lines: readonly string[]) => void;
}

/**
 * The bucket of a store that is not ours: others may work with it, so nothing of it is changed unless
 * that was asked for.
 * @returns what it lacks and nobody has set up, a sentence each
 * @throws StackError where there is no bucket to work with
 */
export async function prepareForeignStore(
  target: BucketTarget & { push?: Push },
  { apply, announce }: ForeignSetup,
): Promise<string[]> {
  return withClients(target, async (notifier) => {
    const notes: string[] = [];
    const missing: SetupStep[] = [];
    const fail = ({ purpose, essential }: SetupStep, error: unknown): void => {
      const refusal = `${target.endpoint}: could not ${purpose} (${describe(error)})`;
      if (essential) throw new StackError(refusal);
      notes.push(refusal);
    };
    for (const step of setupSteps(notifier, target.push, foreignNotifications)) {
      try {
        if (!(await step.isInPlace())) missing.push(step);
      } catch (error) {
        fail(step, error);
      }
      // Nothing can be seen of a bucket that is not there.
      if (step.essential && missing.length > 0 && !apply) throw noBucket(target);
    }
    if (missing.length === 0) return notes;
    if (!apply) return [...notes, ...missing.map(({ purpose }) => byHand(target, purpose))];
    announce(
      missing.map(({ purpose }) => `${target.endpoint}, bucket ${target.bucket}: ${purpose}`),
    );
    for (const step of missing) await step.apply().catch((error: unknown) => fail(step, error));
    return notes;
  });
}

function noBucket({ endpoint, bucket }: BucketTarget): StackError {
  return new StackError(
    `${endpoint} has no bucket "${bucket}", and nothing is changed in a store that is not ours: make ` +
      'it by hand, or start by `npm start -- --set-up-store`.',
  );
}

function byHand({ bucket }: BucketTarget, purpose: string): string {
  return (
    `bucket ${bucket} was left as it is; somebody has to ${purpose}: ` +
    'by hand (docs/stores.md), or by `npm start -- --set-up-store`'
  );
}

/** The answer to a HEAD has no body to say why: then its status is all there is. */
function describe(error: unknown): string {
  const { message } = error as Error;
  if (!(error instanceof S3ServiceException || error instanceof SNSServiceException))
    return message;
  return `HTTP ${error.$metadata.httpStatusCode}, ${error.name}: ${message}`;
}
