import {
  chunksUploadedMessageV1,
  fileEventsMessageV1,
  type FileEventsMessageV1,
} from '@waybill/contracts';
import type { ChunkUploaded, JournalEvent } from '@waybill/domain';

/** @throws ZodError where an event is not what its schema says */
export function fileEventsMessage(events: readonly JournalEvent[]): FileEventsMessageV1 {
  return fileEventsMessageV1.parse({
    version: 1,
    events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
  });
}

/**
 * Reads a message of pattern `file.events.v1`.
 * @throws ZodError where it is of another version, or none of ours
 */
export function parseFileEvents(message: unknown): readonly JournalEvent[] {
  const { events } = fileEventsMessageV1.parse(message);
  return events.map((event) => ({ ...event, at: new Date(event.at) }));
}

/**
 * Reads a message of pattern `chunks.uploaded.v1`.
 * @throws ZodError where it is of another version, or none of ours
 */
export function parseChunksUploaded(message: unknown): readonly ChunkUploaded[] {
  return chunksUploadedMessageV1.parse(message).chunks;
}
