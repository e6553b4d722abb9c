import { createHash } from 'node:crypto';
import { SqsError } from './sqs-error.js';
import type { ReceivedMessage, SqsQueue } from './sqs-queue.js';

type Input = Readonly<Record<string, unknown>>;

interface Entry {
  readonly Id: string;
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

const MOST_IN_BATCH = 10;
const LONGEST_WAIT_S = 20;
const LONGEST_VISIBILITY_S = 43_200;

/** What each operation does with a queue. `gone` is aborted when the caller hangs up. */
export const SQS_OPERATIONS: Readonly<
  Record<string, (queue: SqsQueue, input: Input, gone: AbortSignal) => unknown>
> = {
  SendMessage: (queue, { MessageBody, DelaySeconds }) => {
    const body = text(MessageBody, 'MessageBody');
    const { id } = queue.send(body, whole(DelaySeconds, 0, 900, 0));
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  },

  SendMessageBatch: (queue, input) =>
    eachEntry(input, ({ MessageBody, DelaySeconds }) => {
      const body = text(MessageBody, 'MessageBody');
      const { id } = queue.send(body, whole(DelaySeconds, 0, 900, 0));
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    }),

  ReceiveMessage: async (queue, input, gone) => {
    const messages = await queue.receive(
      whole(input['MaxNumberOfMessages'], 1, MOST_IN_BATCH, 1),
      whole(input['WaitTimeSeconds'], 0, LONGEST_WAIT_S, 0),
      whole(input['VisibilityTimeout'], 0, LONGEST_VISIBILITY_S, queue.visibilityTimeoutS),
      gone,
    );
    const wanted = [input['MessageSystemAttributeNames'], input['AttributeNames']].flat();
    return messages.length > 0 ? { Messages: messages.map((one) => given(one, wanted)) } : {};
  },

  DeleteMessage: (queue, { ReceiptHandle }) => {
    queue.delete(text(ReceiptHandle, 'ReceiptHandle'));
    return {};
  },

  DeleteMessageBatch: (queue, input) =>
    eachEntry(input, ({ ReceiptHandle }) => {
      queue.delete(text(ReceiptHandle, 'ReceiptHandle'));
      return {};
    }),

  ChangeMessageVisibility: (queue, { ReceiptHandle, VisibilityTimeout }) => {
    const seconds = whole(VisibilityTimeout, 0, LONGEST_VISIBILITY_S);
    queue.changeVisibility(text(ReceiptHandle, 'ReceiptHandle'), seconds);
    return {};
  },

  ChangeMessageVisibilityBatch: (queue, input) =>
    eachEntry(input, ({ ReceiptHandle, VisibilityTimeout }) => {
      const seconds = whole(VisibilityTimeout, 0, LONGEST_VISIBILITY_S);
      queue.changeVisibility(text(ReceiptHandle, 'ReceiptHandle'), seconds);
      return {};
    }),

  GetQueueAttributes: (queue) => {
    const now = Date.now();
    const hidden = queue.messages.filter(({ hiddenUntil }) => hiddenUntil > now);
    const inFlight = hidden.filter(({ received }) => received > 0).length;
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(queue.messages.length - hidden.length),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(hidden.length - inFlight),
        VisibilityTimeout: String(queue.visibilityTimeoutS),
      },
    };
  },
};

function given(message: ReceivedMessage, wanted: readonly unknown[]): unknown {
  const attributes = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.received),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const asked = Object.entries(attributes).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(asked.length > 0 && { Attributes: Object.fromEntries(asked) }),
  };
}

/** Each entry succeeds or fails by itself. */
function eachEntry(input: Input, run: (entry: Entry) => object): unknown {
  const entries = (input['Entries'] ?? []) as readonly Entry[];
  if (entries.length === 0) throw new SqsError('EmptyBatchRequest');
  if (entries.length > MOST_IN_BATCH) throw new SqsError('TooManyEntriesInBatchRequest');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new SqsError('BatchEntryIdsNotDistinct');
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      const { type: Code, message: Message, senderFault: SenderFault } = error;
      Failed.push({ Id: entry.Id, SenderFault, Code, Message });
    }
  }
  return { Successful, Failed };
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new SqsError('MissingParameter', name);
  return value;
}

function whole(value: unknown, least: number, most: number, fallback?: number): number {
  const number = value ?? fallback;
  if (!Number.isInteger(number) || Number(number) < least || Number(number) > most)
    throw new SqsError('InvalidParameterValue', `not from ${least} to ${most}: ${String(value)}`);
  return Number(number);
}

function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
