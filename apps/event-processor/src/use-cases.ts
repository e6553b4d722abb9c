/** What runs without Nest: for the simulation, which drives the real use cases (tools/simulation). */
export { Metrics } from './platform/metrics.js';
export { AnnounceChunks } from './arrivals/announce-chunks.js';
export { AssembleFile } from './files/assemble/assemble-file.js';
export { AssemblyHandler } from './files/assemble/assembly-handler.js';
export { CleanUpAgain } from './files/clean-up/clean-up-again.js';
export { CleanUpFile } from './files/clean-up/clean-up-file.js';
export { CleanupHandler } from './files/clean-up/cleanup-handler.js';
export { ExpireFiles } from './files/expire-files.js';
export { ReconcileFiles } from './files/reconcile-files.js';
export { SweepLeftovers } from './files/sweep-leftovers.js';
export { RelayJournal } from './publication/relay-journal.js';
export { RelayLoop } from './publication/relay-loop.js';
export { ApplyStorageEvents } from './arrivals/events/apply-storage-events.js';
export { StorageEventsHandler } from './arrivals/events/storage-events-handler.js';
export { VerificationHandler } from './arrivals/verification/verification-handler.js';
export { VerifyChunk } from './arrivals/verification/verify-chunk.js';
