import type { File } from '@waybill/domain';
import type { Content } from '../store/content.js';

/** What a client means to do with a file. */
export type Purpose = 'finish' | 'leave' | 'abort' | 'remove' | 'hopeless';

/** What is true of one file, whatever the system believes. */
export interface Truth {
  readonly name: string;
  readonly tenantId: string;
  readonly purpose: Purpose;
  readonly strategy: 'chunks' | 'single' | 'multipart';
  readonly autoComplete: boolean;
  readonly declares: 'nothing' | 'md5' | 'sha256' | 'both';
  /** Whether it comes with its chunks' digests at once, and not with each call for URLs. */
  readonly declaresEarly: boolean;
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
  /** The store took bytes that were not the chunk's. */
  hadWrongObjects: boolean;
  /** The client has done what it meant to do. */
  done: boolean;
}

/**
 * A weakness that is known (ARCHITECTURE.md, "Simulation"): two workers that look at one wrong object
 * can remove it one after the other, and the second one the right object that was sent in between.
 */
export function isKnownLoss(
  { status, failure }: Pick<File, 'status' | 'failure'>,
  { hadWrongObjects }: Truth,
): boolean {
  return hadWrongObjects && status === 'failed' && failure?.code === 'source_missing';
}
