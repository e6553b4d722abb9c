/** A refusal as SQS names it, e.g. `QueueDoesNotExist`. */
export class SqsError extends Error {
  constructor(
    readonly type: string,
    message: string = type,
    /** False for a fault of SQS's own, which a second try may not meet. */
    readonly senderFault = true,
  ) {
    super(message);
  }
}
