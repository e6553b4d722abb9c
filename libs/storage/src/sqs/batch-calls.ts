import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import type { StorageMessage } from '@waybill/domain';
import { StoreFault } from '../errors/store-fault.js';

/** Entries in one batch (SQS API reference, DeleteMessageBatch). */
export const MAX_BATCH = 10;

/** Times that an entry is tried which failed through no fault of ours. */
const MAX_TRIES = 3;

/** One entry of a batch; `Id` names it within the batch. */
interface BatchEntry {
  readonly Id: string;
  readonly ReceiptHandle: string;
}

type SendBatch = (
  entries: BatchEntry[],
) => Promise<{ readonly Failed?: readonly BatchResultErrorEntry[] | undefined }>;

/**
 * Sends the messages in batches, all at once. A 200 can carry entries that failed: those that may succeed are
 * sent again.
 * @throws StoreFault with the code of the first entry that failed for good, after all were tried
 */
export async function sendBatches(
  messages: readonly StorageMessage[],
  send: SendBatch,
): Promise<void> {
  const entries = messages.map(({ handle }, index) => ({
    Id: String(index),
    ReceiptHandle: handle,
  }));
  const batches: Promise<BatchResultErrorEntry | undefined>[] = [];
  for (let start = 0; start < entries.length; start += MAX_BATCH)
    batches.push(sendBatch(entries.slice(start, start + MAX_BATCH), send));
  const failed = (await Promise.all(batches)).find((hopeless) => hopeless !== undefined);
  if (failed) throw new StoreFault(failed.Code ?? 'Unknown', failed.Message ?? '');
}

/** @returns an entry that failed for good */
async function sendBatch(
  entries: readonly BatchEntry[],
  send: SendBatch,
): Promise<BatchResultErrorEntry | undefined> {
  let left = [...entries];
  let hopeless: BatchResultErrorEntry | undefined;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const { Failed = [] } = await send(left);
    const passing = Failed.filter(({ SenderFault }) => !SenderFault);
    hopeless ??= Failed.find(({ SenderFault }) => SenderFault);
    if (attempt === MAX_TRIES) return hopeless ?? passing[0];
    const again = new Set(passing.map(({ Id }) => Id));
    left = left.filter(({ Id }) => again.has(Id));
  }
  return hopeless;
}
