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

/** The queue to which S3 sends its events. */
export class SqsMessageSource extends StorageMessageSource {
  override readonly name = 'sqs';
  private readonly client: SQSClient;
  private readonly calls: StoreCalls;

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

  override async receive(signal: AbortSignal): Promise<readonly StorageMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.config.queueUrl,
      MaxNumberOfMessages: MAX_BATCH,
      WaitTimeSeconds: this.pollS,
      VisibilityTimeout: this.config.visibilityTimeout,
    });
    try {
      const { Messages = [] } = await this.calls.poll(
        { operation: 'ReceiveMessage' },
        this.pollS * 1_000,
        signal,
        (options) => this.client.send(command, options),
      );
      return Messages.flatMap(({ Body, ReceiptHandle }) =>
        ReceiptHandle === undefined ? [] : { body: Body ?? '', handle: ReceiptHandle },
      );
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    }
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
