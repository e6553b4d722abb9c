import { randomBytes, randomUUID } from 'node:crypto';
import { SqsError } from './sqs-error.js';

/** What lies in a queue, seen from outside. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** Times that it was given out. */
  readonly received: number;
  /** Until then nobody else is given it; milliseconds since the epoch. */
  readonly hiddenUntil: number;
}

interface Held extends QueuedMessage {
  received: number;
  firstReceivedAt: number;
  hiddenUntil: number;
  /** Of the latest receipt. */
  handle: string;
}

export interface ReceivedMessage extends QueuedMessage {
  readonly handle: string;
  readonly firstReceivedAt: number;
}

/** setTimeout takes no longer ones. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One standard queue: a message is there until it is deleted, and hidden for a while when given out. */
export class SqsQueue {
  private readonly held = new Map<string, Held>();
  /** Every handle there ever was, by message: an old one is known, but of no effect. */
  private readonly handles = new Map<string, string>();
  private readonly waiting = new Set<() => void>();
  /** Ids in the order of their deletion. */
  readonly deleted: string[] = [];
  /** What it throws fails the deletion of this one message. */
  beforeDelete: (message: QueuedMessage) => void = () => undefined;

  constructor(
    readonly name: string,
    readonly visibilityTimeoutS: number,
  ) {}

  get messages(): readonly QueuedMessage[] {
    return [...this.held.values()];
  }

  send(body: string, delayS = 0): QueuedMessage {
    const now = Date.now();
    const message = {
      id: randomUUID(),
      body,
      sentAt: now,
      received: 0,
      firstReceivedAt: 0,
      hiddenUntil: now + delayS * 1_000,
      handle: '',
    };
    this.held.set(message.id, message);
    this.wake();
    return message;
  }

  /**
   * Waits for the first message. Nothing is given to a caller that is gone; where SQS would have
   * answered into a closed connection, the message would be hidden for its timeout.
   */
  async receive(
    most: number,
    waitS: number,
    visibilityS: number,
    gone: AbortSignal,
  ): Promise<readonly ReceivedMessage[]> {
    const deadline = Date.now() + waitS * 1_000;
    while (!gone.aborted) {
      const taken = this.take(most, visibilityS);
      if (taken.length > 0 || Date.now() >= deadline) return taken;
      await this.nextChange(deadline, gone);
    }
    return [];
  }

  delete(handle: string): void {
    const message = this.known(handle);
    // SQS answers success to an old handle, and may or may not delete.
    if (message?.handle !== handle) return;
    this.beforeDelete(message);
    this.held.delete(message.id);
    this.deleted.push(message.id);
  }

  changeVisibility(handle: string, visibilityS: number): void {
    const message = this.known(handle);
    if (!message) throw new SqsError('InvalidParameterValue', 'The message does not exist.');
    if (message.handle !== handle || message.hiddenUntil <= Date.now())
      throw new SqsError('MessageNotInflight');
    message.hiddenUntil = Date.now() + visibilityS * 1_000;
    this.wake();
  }

  private take(most: number, visibilityS: number): readonly ReceivedMessage[] {
    const now = Date.now();
    const visible = [...this.held.values()].filter(({ hiddenUntil }) => hiddenUntil <= now);
    return visible.slice(0, most).map((message) => {
      message.handle = randomBytes(24).toString('base64');
      message.received += 1;
      message.firstReceivedAt ||= now;
      message.hiddenUntil = now + visibilityS * 1_000;
      this.handles.set(message.handle, message.id);
      return { ...message };
    });
  }

  /** @throws SqsError where the handle is not one of this queue */
  private known(handle: string): Held | undefined {
    const id = this.handles.get(handle);
    if (id === undefined) throw new SqsError('ReceiptHandleIsInvalid');
    return this.held.get(id);
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private async nextChange(deadline: number, gone: AbortSignal): Promise<void> {
    const next = Math.min(deadline, ...this.messages.map(({ hiddenUntil }) => hiddenUntil));
    let timer: NodeJS.Timeout | undefined;
    let wake: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      this.waiting.add(wake);
      gone.addEventListener('abort', wake, { once: true });
      timer = setTimeout(wake, Math.min(LONGEST_TIMER_MS, Math.max(1, next - Date.now())));
    });
    clearTimeout(timer);
    gone.removeEventListener('abort', wake);
    this.waiting.delete(wake);
  }
}
