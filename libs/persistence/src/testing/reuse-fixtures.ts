import { createHash } from 'node:crypto';
import { fileKey } from '@waybill/domain';
import type { DeclaredDigests, File, FileDraft } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { arrivalOf } from './fixtures.js';

/** Digests of chunks whose content is what the names say. */
export function digestsOf(...names: readonly string[]): DeclaredDigests[] {
  return names.map((name) => ({ sha256: createHash('sha256').update(name).digest('hex') }));
}

/** Creates a file; all of its chunks, or those of these numbers, arrive. */
export async function uploadFile(
  source: DataSource,
  draft: FileDraft,
  numbers?: readonly number[],
): Promise<void> {
  await new PgFileRepository(source).create(draft);
  const all = Array.from({ length: draft.plan.chunkCount }, (_, index) => index + 1);
  await new PgChunkRepository(source).recordArrivals({
    arrivals: (numbers ?? all).map((number) => arrivalOf(draft, number)),
    verification: 'storage',
  });
}

/** Creates a file, all of whose chunks arrive, and completes it. */
export async function completeFile(source: DataSource, draft: FileDraft): Promise<File> {
  await uploadFile(source, draft);
  const files = new PgFileRepository(source);
  const ref = { fileId: draft.id };
  await files.change(ref, () => ({ status: 'completing' }));
  const location = {
    bucket: draft.bucket,
    key: fileKey(draft.id),
    etag: `final-${draft.plan.chunkCount}`,
  };
  return files.change(ref, () => ({ status: 'completed', location }));
}
