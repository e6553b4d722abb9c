import type { Content } from '../store/content.js';

/** What a client means to do with a file. */
export type Purpose = 'finish' | 'leave' | 'abort' | 'remove' | 'hopeless';

/** What is true of one file, whatever the system believes. */
export interface Truth {
  readonly name: string;
  readonly tenantId: string;
  readonly purpose: Purpose;
  readonly strategy: 'chunks' | 'single' | 'multipart';
  /** Leaves the choice of it to the API; for parts it says that it reports them, and does so together. */
  readonly asksForAuto: boolean;
  readonly autoComplete: boolean;
  readonly declares: 'nothing' | 'md5' | 'sha256' | 'both';
  /** Whether it comes with its chunks' digests at once, and not with each call for URLs. */
  readonly declaresEarly: boolean;
  /** Asks for a URL first, and sends by it while it declares: what comes is held to nothing. */
  readonly declaresLate: boolean;
  readonly withFingerprint: boolean;
  /** Reports each chunk with its ETag. */
  readonly reports: boolean;
  /** Seconds. */
  readonly expiresIn: number;
  readonly chunkSize: number;
  /** What each chunk is meant to be. */
  readonly contents: readonly Content[];
  fileId: string | undefined;
  /** The client changed its mind about bytes it had sent: any end will do, but a wrong object. */
  overwritten: boolean;
  /** The client has done what it meant to do. */
  done: boolean;
}
