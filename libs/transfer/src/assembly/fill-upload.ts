import {
  AssemblyFailure,
  type Assembly,
  type MultipartUploads,
  type Part,
  SourceMissingError,
  UploadMissingError,
} from '@waybill/domain';
import pMap from 'p-map';
import type { AssemblyPlan, PartSource, PlannedPart } from './assembly-plan.js';
import type { AssemblyOptions } from './assembly-ports.js';

type MissingPart = PlannedPart & { readonly source: PartSource };

/**
 * Brings every chunk into the upload that is not there yet; what an earlier worker copied stays.
 * Stores that cannot bind a copy to an ETag are checked here, part by part.
 * @returns how many parts were missing
 * @throws UploadMissingError, SourceMissingError with the chunk's number, AssemblyFailure
 *   chunk_changed, and whatever `onProgress` throws to end the attempt
 */
export async function fillUpload(
  uploads: Pick<MultipartUploads, 'parts' | 'copyPart'>,
  uploadId: string,
  plan: AssemblyPlan,
  { copyConcurrency }: AssemblyOptions,
  { onCopied, onProgress }: Pick<Assembly, 'onCopied' | 'onProgress'>,
): Promise<number> {
  const { key, parts } = plan;
  const present = await uploads.parts(key, uploadId);
  if (!present) throw new UploadMissingError(key, uploadId);
  const missing = missingParts(plan, present);
  let done = parts.length - missing.length;
  onProgress?.(done, parts.length);
  await pMap(
    missing,
    async (part) => {
      await copyPart(uploads, { key, uploadId }, part);
      onCopied?.(part.number);
      done += 1;
      onProgress?.(done, parts.length);
    },
    { concurrency: copyConcurrency },
  );
  return missing.length;
}

function missingParts({ key, parts }: AssemblyPlan, present: readonly Part[]): MissingPart[] {
  const byNumber = new Map(present.map((part) => [part.number, part]));
  return parts.flatMap(({ source, ...part }) => {
    const there = byNumber.get(part.number);
    if (there?.etag === part.etag && there.size === part.size) return [];
    if (source) return [{ ...part, source }];
    // The client has sent it into the upload itself: it cannot be had from anywhere else.
    throw there ? changed(part, there) : new SourceMissingError(key, part.number);
  });
}

async function copyPart(
  uploads: Pick<MultipartUploads, 'copyPart'>,
  target: { readonly key: string; readonly uploadId: string },
  { number, size, etag, source }: MissingPart,
): Promise<void> {
  const copied = await uploads
    .copyPart({
      ...target,
      number,
      size,
      sourceKey: source.key,
      sourceEtag: source.etag,
      expectedEtag: etag,
      ...(source.range && { sourceRange: source.range }),
    })
    .catch((error: unknown) => {
      // Names the chunk, where the store only knows a key.
      throw error instanceof SourceMissingError
        ? new SourceMissingError(error.sourceKey, number)
        : error;
    });
  if (copied.etag !== etag) throw changed({ number, size, etag }, { ...copied, size });
}

/** A verified chunk whose bytes are others now. */
function changed(
  verified: Part,
  found: { readonly size: number; readonly etag: string },
): AssemblyFailure {
  return new AssemblyFailure(
    'chunk_changed',
    `Chunk ${verified.number} was verified with ${verified.size} bytes and ETag ${verified.etag}, ` +
      `but the store holds ${found.size} bytes with ETag ${found.etag}.`,
  );
}
