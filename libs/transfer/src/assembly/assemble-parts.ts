import {
  type Assembly,
  CompletionUnderwayError,
  type ObjectHead,
  SourceMissingError,
  UploadMissingError,
} from '@waybill/domain';
import type { AssemblyPlan } from './assembly-plan.js';
import type { AssemblyOptions, AssemblyPorts } from './assembly-ports.js';
import { fillUpload } from './fill-upload.js';
import { completeUpload } from './complete-upload.js';
import { findFinalObject } from './final-object.js';
import { obtainUpload } from './obtain-upload.js';

/** How often one attempt starts again where the store has lost the upload, or has it locked. */
const MAX_ROUNDS = 3;

/**
 * Makes the final object by S3's multipart upload, each verified chunk a part. Every step can be
 * the last one of a worker and be followed by another worker's first: what is done is found and
 * not done again.
 * @throws SourceMissingError with the chunk's number, AssemblyFailure chunk_changed,
 *   object_mismatch, file_closed; anything else may pass
 */
export async function assembleParts(
  ports: AssemblyPorts,
  plan: AssemblyPlan,
  options: AssemblyOptions,
  told: Pick<Assembly, 'onCopied' | 'onProgress'>,
): Promise<ObjectHead> {
  const abandoned = new Set<string>();
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const uploadId = await obtainUpload(ports, plan.fileId, plan.key, abandoned);
    try {
      const copied = await fillUpload(ports.uploads, uploadId, plan, options, told);
      // What an earlier worker has filled it may have completed, too.
      const finished = copied === 0 ? await findFinalObject(ports, plan) : undefined;
      return finished ?? (await completeUpload(ports, uploadId, plan, options));
    } catch (error) {
      const lost = error instanceof UploadMissingError;
      const locked = error instanceof CompletionUnderwayError;
      if (!lost && !locked && !(error instanceof SourceMissingError)) throw error;
      // The upload is gone, or parts of it are: completed by a worker that died, or whose answer
      // was lost, or removed by somebody. Only the finished object tells which.
      const finished = await findFinalObject(ports, plan);
      if (finished) return finished;
      // Parts that clients have sent are nowhere else: the next attempt finds the lock still there,
      // or gone.
      if (!lost && !(locked && canBeMadeAgain(plan))) throw error;
      // Not aborted: whoever is completing it may not be dead. The sweep does it, a day later.
      if (locked) abandoned.add(uploadId);
      await ports.files.releaseUploadId(plan.fileId, uploadId);
    }
  }
  throw new Error(
    `The store lost the multipart upload of ${plan.key}, or had it locked, ${MAX_ROUNDS} times.`,
  );
}

/** Whether every part is a copy, so that another upload can be filled with the same. */
function canBeMadeAgain({ parts }: AssemblyPlan): boolean {
  return parts.every(({ source }) => source !== undefined);
}
