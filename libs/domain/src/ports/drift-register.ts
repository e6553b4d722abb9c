import type { Drift, File } from '../file/file.js';

/** What a look at a completed file's object came to. */
export type DriftOutcome = 'unchanged' | 'drifted' | 'restored';

/** Which completed files are not what their objects are, and whose turn it is to be looked at. */
export abstract class DriftRegister {
  /**
   * Completed files whose look is due, those that have waited longest first; sets the look after this
   * one, so that of several processors one takes each file.
   * @param every seconds between two looks at the same file
   */
  abstract claimDue(every: number, limit: number): Promise<readonly File[]>;

  /** Has those of these files that are completed looked at before all others. */
  abstract lookSoon(fileIds: readonly string[]): Promise<void>;

  /**
   * Writes what was found, with the journal row `file.drifted` or `file.restored` where it is news. A
   * file that is not completed any more, or whose object is another one by now, stays as it is.
   * @param drift undefined where the object is what the row says
   */
  abstract record(file: File, drift: DriftFound | undefined): Promise<DriftOutcome>;

  /** How many completed files have drifted. */
  abstract count(): Promise<number>;
}

export interface DriftFound {
  readonly reason: Drift['reason'];
  /** For people and the journal. */
  readonly detail: string;
}
