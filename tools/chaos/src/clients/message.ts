/**
 * What becomes of a file: it is completed and kept; completed and removed; given up in the middle;
 * left lying in the middle; or sent as other bytes than were declared.
 */
export type Fate = 'kept' | 'removed' | 'aborted' | 'left' | 'wrong';

/** A line of a client's output. */
export type ClientMessage =
  | {
      readonly told: 'begun';
      readonly id: string;
      readonly fate: Fate;
      readonly strategy: string;
      readonly sha256: string;
    }
  /** What was meant to become of it has, and the API has said so. */
  | { readonly told: 'done'; readonly id: string }
  /** An error that the SDK did not absorb; the client tries again. */
  | { readonly told: 'retried'; readonly error: string }
  | { readonly told: 'gave up'; readonly id?: string; readonly error: string };
