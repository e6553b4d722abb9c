/** One message of a store, as the source that gave it keeps it. */
export interface StorageMessage {
  /** As the store wrote it: JSON, as a rule. */
  readonly body: string;
  /** By which its source knows it again; of this receipt only. */
  readonly handle: string;
}

/**
 * Where Waybill fetches what the store tells: a queue that keeps each message until it is said to be
 * done, and gives it out again otherwise. So messages come at least once, in any order.
 * Every method may throw DomainError `store_unavailable`.
 */
export abstract class StorageMessageSource {
  /** For metrics, logs and dead letters, e.g. `sqs`. */
  abstract readonly name: string;

  /** Milliseconds for which received messages are held back from everybody else. */
  abstract readonly holdMs: number;

  /**
   * Waits for messages, some seconds at most. None where none came, or `signal` was aborted: what
   * was on its way then comes again.
   */
  abstract receive(signal: AbortSignal): Promise<readonly StorageMessage[]>;

  /** Holds the messages for another {@link holdMs} from now. */
  abstract extend(messages: readonly StorageMessage[]): Promise<void>;

  /** The messages are safe elsewhere, and never come again. Where it fails they do come again. */
  abstract done(messages: readonly StorageMessage[]): Promise<void>;

  /** The messages come again at once, to whoever asks first. */
  abstract release(messages: readonly StorageMessage[]): Promise<void>;

  /** After the last call: gives back what is still held, and closes the connections. */
  abstract close(): Promise<void>;
}
