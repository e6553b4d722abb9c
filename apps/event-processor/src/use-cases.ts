/** What runs without Nest: for the simulation, which drives the real use cases (tools/simulation). */
export { Metrics } from './app/metrics.js';
export { AnnounceChunks } from './arrivals/announce-chunks.js';
export { AssembleFile } from './assembly/assemble-file.js';
export { AssemblyHandler } from './assembly/assembly-handler.js';
export { CleanUpAgain } from './maintenance/clean-up-again.js';
export { CleanUpFile } from './cleanup/clean-up-file.js';
export { CleanupHandler } from './cleanup/cleanup-handler.js';
export { ExpireFiles } from './maintenance/expire-files.js';
export { ReconcileFiles } from './maintenance/reconcile-files.js';
export { SweepLeftovers } from './maintenance/sweep-leftovers.js';
export { RelayJournal } from './relay/relay-journal.js';
export { RelayLoop } from './relay/relay-loop.js';
export { ApplyStorageEvents } from './storage-events/apply-storage-events.js';
export { StorageEventsHandler } from './storage-events/storage-events-handler.js';
export { VerificationHandler } from './verification/verification-handler.js';
export { VerifyChunk } from './verification/verify-chunk.js';
