import type { ChunkRow, FileRow, MemoryDatabase } from './memory-database.js';

/** Chunks of a file have become `uploaded`: its counters, its state, and what the journal tells. */
export function tellProgress(
  db: MemoryDatabase,
  file: FileRow,
  { chunks, reused }: { readonly chunks: readonly { readonly chunk: ChunkRow }[]; reused: boolean },
): void {
  const before = file.status;
  const uploadedChunks = file.uploadedChunks + chunks.length;
  const whole = uploadedChunks === file.chunkCount;
  const completing = whole && file.autoComplete;
  db.updateFile(file, {
    uploadedChunks,
    uploadedBytes: file.uploadedBytes + chunks.reduce((sum, { chunk }) => sum + chunk.size, 0),
    reusedChunks: file.reusedChunks + (reused ? chunks.length : 0),
    status: completing ? 'completing' : whole ? 'uploaded' : 'uploading',
    failure: undefined,
  });
  if (before !== 'uploading') db.tell(file, 'file.uploading');
  if (whole) db.tell(file, 'file.uploaded');
  if (completing) db.tell(file, 'file.completing');
}
