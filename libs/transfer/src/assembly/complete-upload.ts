import { CompletionUnderwayError, type ObjectHead } from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AssemblyPlan } from './assembly-plan.js';
import type { AssemblyOptions, AssemblyPorts } from './assembly-ports.js';
import { findFinalObject, verifyFinalObject } from './final-object.js';

/** Eight seconds in all: what a store needs to complete ten thousand parts. */
const WAITS: readonly number[] = [500, 1_000, 2_000, 4_500];

/**
 * Completes a full upload and looks at what came of it. Where the store says that another is
 * completing it, the object is looked for before each further try: a second completion of what has
 * been completed can destroy it (see MultipartUploads.abort).
 * @throws CompletionUnderwayError, UploadMissingError, and what verifyFinalObject does
 */
export async function completeUpload(
  ports: AssemblyPorts,
  uploadId: string,
  plan: AssemblyPlan,
  { completionWaitsMs = WAITS }: AssemblyOptions,
): Promise<ObjectHead> {
  const waits = [...completionWaitsMs];
  for (;;) {
    try {
      await ports.uploads.complete(plan.key, uploadId, plan.parts.map(asListed));
    } catch (error) {
      const wait = waits.shift();
      if (!(error instanceof CompletionUnderwayError) || wait === undefined) throw error;
      await sleep(wait);
      const finished = await findFinalObject(ports, plan);
      if (finished) return finished;
      continue;
    }
    return verifyFinalObject(ports, plan);
  }
}

/** The database's word for CompleteMultipartUpload, never the store's or the client's. */
function asListed({ number, size, etag }: AssemblyPlan['parts'][number]) {
  return { number, size, etag };
}
