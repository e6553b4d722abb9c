import type { S3Config } from '@waybill/config';
import { mapStoreError, storeFaultOf, type StoreSubject } from '../errors/map-store-error.js';

/** What each send of a command is given. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
  /** Milliseconds for one attempt; of a read, without a byte. */
  readonly requestTimeout: number;
}

export type CallDeadlines = Pick<S3Config, 'requestTimeoutMs' | 'copyTimeoutMs'>;

/** How much longer each attempt of a copy may take than the one before. */
const PATIENCE_GROWTH = 3;

/** Runs calls to the store: each within its deadline, its errors turned into ours. */
export class StoreCalls {
  constructor(private readonly deadlines: CallDeadlines) {}

  /** A call that moves no data: two attempts fit its deadline, so one lost packet is no failure. */
  control<T>(subject: StoreSubject, send: (options: SendOptions) => Promise<T>): Promise<T> {
    const total = this.deadlines.requestTimeoutMs;
    return within(total, Math.ceil(total / 2), subject, send);
  }

  /**
   * A call that reads an object: its deadline covers the body and every attempt. An attempt may
   * stand still for as long as a control call may take.
   */
  read<T>(subject: StoreSubject, send: (options: SendOptions) => Promise<T>): Promise<T> {
    return within(this.deadlines.copyTimeoutMs, this.deadlines.requestTimeoutMs, subject, send);
  }

  /**
   * A call that the server holds back for up to `waitMs` where there is nothing to say.
   * @param signal whose abort ends it at once
   */
  poll<T>(
    subject: StoreSubject,
    waitMs: number,
    signal: AbortSignal,
    send: (options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const total = waitMs + this.deadlines.requestTimeoutMs;
    return within(total, total, subject, send, signal);
  }

  /**
   * UploadPartCopy and CompleteMultipartUpload, which may be sent again: they move data inside the
   * store. A connection that is lost in silence is found out soon, for the first attempt has little
   * more time than the work should take; a store that is slow has what it needs in a later one.
   * @param workMs what the work itself should take
   */
  async copy<T>(
    subject: StoreSubject,
    workMs: number,
    send: (options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const { requestTimeoutMs, copyTimeoutMs } = this.deadlines;
    const end = performance.now() + copyTimeoutMs;
    let attemptMs = Math.ceil(requestTimeoutMs / 2 + workMs);
    for (;;) {
      const leftMs = Math.ceil(end - performance.now());
      const isLast = attemptMs >= leftMs;
      const limitMs = Math.max(1, isLast ? leftMs : attemptMs);
      try {
        return await within(limitMs, limitMs, subject, send);
      } catch (error) {
        if (isLast || !isOverdue(error)) throw error;
        attemptMs *= PATIENCE_GROWTH;
      }
    }
  }
}

async function within<T>(
  totalMs: number,
  attemptMs: number,
  subject: StoreSubject,
  send: (options: SendOptions) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  // Not AbortSignal.timeout: its timer, and all that hangs on it, would outlive a copy by minutes.
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let abort: () => void = () => undefined;
  const deadline = new Promise<never>((_, reject) => {
    const end = (message: string) => {
      reject(new DeadlineError(message));
      controller.abort();
    };
    timer = setTimeout(() => end(`The store did not answer within ${totalMs} ms.`), totalMs);
    abort = () => end('The caller waits no longer.');
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
  try {
    // The SDK does not look at the signal everywhere: between attempts it may be late.
    return await Promise.race([
      send({ abortSignal: controller.signal, requestTimeout: attemptMs }),
      deadline,
    ]);
  } catch (error) {
    throw mapStoreError(error, subject);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** No answer in time: ours, or that of the SDK's handler where its timer was a blink faster. */
function isOverdue(error: unknown): boolean {
  const code = storeFaultOf(error)?.code;
  return code === 'DeadlineExceeded' || code === 'TimeoutError';
}

class DeadlineError extends Error {
  override readonly name = 'DeadlineExceeded';
}
