import { Module } from '@nestjs/common';
import { PruneAudit } from './prune-audit.js';

/** What is forgotten in time. */
@Module({ providers: [PruneAudit], exports: [PruneAudit] })
export class RetentionModule {}
