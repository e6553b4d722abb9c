import type { Progress } from '@waybill/stack';
import type { Phases } from './phases.js';

/** Shows each part of the stack as a phase of its own. */
export function stackProgress(phases: Phases): Progress {
  return (part, message) => {
    if (message === 'ready' || message === 'stopped') phases.done(part, message);
    else if (message === 'failed') phases.failed(part, message);
    else phases.progress(part, message);
  };
}
