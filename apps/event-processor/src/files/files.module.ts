import { Module } from '@nestjs/common';
import { ArrivalsModule } from '../arrivals/arrivals.module.js';
import { AssembleFile } from './assemble/assemble-file.js';
import { AssemblyHandler } from './assemble/assembly-handler.js';
import { AssembleFilePorts } from './assemble/assembly-ports.js';
import { CleanUpAgain } from './clean-up/clean-up-again.js';
import { CleanUpFile } from './clean-up/clean-up-file.js';
import { CleanupHandler } from './clean-up/cleanup-handler.js';
import { ExpireFiles } from './expire-files.js';
import { ReconcileFiles, ReconcilePorts } from './reconcile-files.js';
import { ReconcileQuotas } from './reconcile-quotas.js';
import { ScrubFiles } from './scrub-files.js';
import { SweepLeftovers, SweepPorts } from './sweep-leftovers.js';

/** What becomes of a file: its assembly, its end, and what the store has more of it, or less. */
@Module({
  imports: [ArrivalsModule],
  providers: [
    AssembleFilePorts,
    AssembleFile,
    AssemblyHandler,
    CleanUpFile,
    CleanUpAgain,
    CleanupHandler,
    ExpireFiles,
    ReconcilePorts,
    ReconcileFiles,
    ReconcileQuotas,
    ScrubFiles,
    SweepPorts,
    SweepLeftovers,
  ],
  exports: [
    AssemblyHandler,
    CleanUpAgain,
    CleanupHandler,
    ExpireFiles,
    ReconcileFiles,
    ReconcileQuotas,
    ScrubFiles,
    SweepLeftovers,
  ],
})
export class FilesModule {}
