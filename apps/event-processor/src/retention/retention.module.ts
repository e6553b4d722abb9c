import { Module } from '@nestjs/common';
import { PruneAudit } from './prune-audit.js';
import { PruneUploadTokens } from './prune-upload-tokens.js';

/** What is forgotten in time. */
@Module({
  providers: [PruneAudit, PruneUploadTokens],
  exports: [PruneAudit, PruneUploadTokens],
})
export class RetentionModule {}
