import type { ProcessGroup } from './process/process-group.js';
import type { Progress } from './progress.js';

/** What each server of the stack is given to start with. */
export interface PartOptions {
  processes: ProcessGroup;
  /** Whether data outlives the process. */
  durable: boolean;
  progress: Progress;
}
