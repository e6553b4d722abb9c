import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SqsConfig } from '@waybill/config';
import { type StorageMessage, StorageMessageSource } from '@waybill/domain';
import { StoreCalls } from '../client/store-calls.js';
import { MAX_BATCH, sendBatches } from './batch-calls.js';
import { createSqsClient } from './create-sqs-client.js';

/** Seconds; the longest poll that SQS has (SQS developer guide, "Short and long polling"). */
const LONGEST_POLL_S = 20;

/** Calls at once while messages lie there: each brings ten at most, and a job costs much the same with 50. */
const CALLS_BEHIND = 5;

/** The queue to which S3 sends its events. */
export class SqsMessageSource extends StorageMessageSource {
  override readonly name = 'sqs';
  private readonly client: SQSClient;
  private readonly calls: StoreCalls;
  /** The last answer was full: there are more where it came from. */
  private behind = false;

  /** @param pollS seconds that a poll waits where there is no message */
  constructor(
    private readonly config: SqsConfig,
    private readonly pollS = LONGEST_POLL_S,
  ) {
    super();
    this.client = createSqsClient(config);
    const { requestTimeoutMs } = config;
    this.calls = new StoreCalls({ requestTimeoutMs, copyTimeoutMs: requestTimeoutMs });
  }

  override get holdMs(): number {
    return this.config.visibilityTimeout * 1_000;
  }

  /** One call that waits; several that do not while messages lie there. What one of these lost comes again. */
  override async receive(signal: AbortSignal): Promise<readonly StorageMessage[]> {
    const answers = await Promise.allSettled(
      this.behind
        ? Array.from({ length: CALLS_BEHIND }, () => this.ask(0, signal))
        : [this.ask(this.pollS, signal)],
    );
    const messages = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    this.behind = messages.length >= MAX_BATCH;
    const failure = answers.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected' && messages.length === 0 && !signal.aborted)
      throw failure.reason;
    return messages;
  }

  override extend(messages: readonly StorageMessage[]): Promise<void> {
    return this.changeVisibility(messages, this.config.visibilityTimeout);
  }

  override async done(messages: readonly StorageMessage[]): Promise<void> {
    await this.calls.control({ operation: 'DeleteMessageBatch' }, (options) =>
      sendBatches(messages, (Entries) =>
        this.client.send(
          new DeleteMessageBatchCommand({ QueueUrl: this.config.queueUrl, Entries }),
          options,
        ),
      ),
    );
  }

  override release(messages: readonly StorageMessage[]): Promise<void> {
    return this.changeVisibility(messages, 0);
  }

  override close(): Promise<void> {
    this.client.destroy();
    return Promise.resolve();
  }

  private async ask(waitS: number, signal: AbortSignal): Promise<readonly StorageMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.config.queueUrl,
      MaxNumberOfMessages: MAX_BATCH,
      WaitTimeSeconds: waitS,
      VisibilityTimeout: this.config.visibilityTimeout,
    });
    const { Messages = [] } = await this.calls.poll(
      { operation: 'ReceiveMessage' },
      waitS * 1_000,
      signal,
      (options) => this.client.send(command, options),
    );
    return Messages.flatMap(({ Body, ReceiptHandle }) =>
      ReceiptHandle === undefined ? [] : { body: Body ?? '', handle: ReceiptHandle },
    );
  }

  private async changeVisibility(
    messages: readonly StorageMessage[],
    seconds: number,
  ): Promise<void> {
    await this.calls.control({ operation: 'ChangeMessageVisibilityBatch' }, (options) =>
      sendBatches(messages, (entries) =>
        this.client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: this.config.queueUrl,
            Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout: seconds })),
          }),
          options,
        ),
      ),
    );
  }
}
