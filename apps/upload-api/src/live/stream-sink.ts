/** Where a stream's text goes. */
export interface StreamSink {
  /** Answers with 200 and the headers of an event stream. */
  open(): void;
  /** Writes at once; a client that reads too slowly is cut off. */
  write(text: string): void;
  /** Resolves when the client has taken what was written, or has gone. */
  drained(): Promise<void>;
  /** Ends the answer properly. */
  end(): void;
  /** Breaks it off. */
  destroy(): void;
  readonly closed: boolean;
  onClose(callback: () => void): void;
}
