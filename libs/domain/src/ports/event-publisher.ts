import type { ChunkUploaded, JournalEvent } from '../events/file-event.js';

/** Tells every API replica what happened. */
export abstract class EventPublisher {
  abstract fileEvents(events: readonly JournalEvent[]): Promise<void>;

  /** Best effort: whoever misses it sees the chunk in the list. */
  abstract chunksUploaded(chunks: readonly ChunkUploaded[]): Promise<void>;
}
