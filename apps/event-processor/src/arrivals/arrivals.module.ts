import { Module } from '@nestjs/common';
import { AnnounceChunks } from './announce-chunks.js';
import { ApplyPorts, ApplyStorageEvents } from './events/apply-storage-events.js';
import { KeepUnparsableJob } from './events/keep-unparsable-job.js';
import { NoteRemovals } from './events/note-removals.js';
import { StorageEventsHandler } from './events/storage-events-handler.js';
import { VerificationHandler } from './verification/verification-handler.js';
import { VerifyChunk, VerifyPorts } from './verification/verify-chunk.js';

/** What makes chunks `uploaded`: storage events, and looks at the store. */
@Module({
  providers: [
    AnnounceChunks,
    ApplyPorts,
    ApplyStorageEvents,
    NoteRemovals,
    StorageEventsHandler,
    KeepUnparsableJob,
    VerifyPorts,
    VerifyChunk,
    VerificationHandler,
  ],
  exports: [AnnounceChunks, StorageEventsHandler, KeepUnparsableJob, VerificationHandler],
})
export class ArrivalsModule {}
