import {
  type Assembly,
  type ObjectHead,
  SourceMissingError,
  UploadMissingError,
} from '@waybill/domain';
import type { AssemblyPlan } from './assembly-plan.js';
import type { AssemblyOptions, AssemblyPorts } from './assembly-ports.js';
import { fillUpload } from './fill-upload.js';
import { findFinalObject, verifyFinalObject } from './final-object.js';
import { obtainUpload } from './obtain-upload.js';

/** How often one attempt starts again where the store has lost the upload. */
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
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const uploadId = await obtainUpload(ports, plan.fileId, plan.key);
    try {
      await fillUpload(ports.uploads, uploadId, plan, options, told);
      await ports.uploads.complete(plan.key, uploadId, plan.parts.map(asListed));
    } catch (error) {
      const lost = error instanceof UploadMissingError;
      if (!lost && !(error instanceof SourceMissingError)) throw error;
      // The upload is gone, or parts of it are: completed by a worker that died, or whose answer
      // was lost, or removed by somebody. Only the finished object tells which.
      const finished = await findFinalObject(ports, plan);
      if (finished) return finished;
      if (!lost) throw error;
      await ports.files.releaseUploadId(plan.fileId, uploadId);
      continue;
    }
    return verifyFinalObject(ports, plan);
  }
  throw new Error(`The store lost the multipart upload of ${plan.key} ${MAX_ROUNDS} times.`);
}

/** The database's word for CompleteMultipartUpload, never the store's or the client's. */
function asListed({ number, size, etag }: AssemblyPlan['parts'][number]) {
  return { number, size, etag };
}
