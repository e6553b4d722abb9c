/**
 * Patterns of the Redis transport: `@EventPattern(PATTERNS.fileEvents)`. On the wire the channel is
 * `<prefix>.<pattern>`, so that installations can share a Redis.
 */
export const PATTERNS = {
  /** {@link FileEventsMessageV1}: what the journal recorded, in order of publication. */
  fileEvents: 'file.events.v1',
  /** {@link ChunksUploadedMessageV1}: chunks that have just been believed. */
  chunksUploaded: 'chunks.uploaded.v1',
} as const;

export function channelOf(prefix: string, pattern: string): string {
  return `${prefix}.${pattern}`;
}
