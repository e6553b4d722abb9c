import { Module } from '@nestjs/common';
import { DeleteTenants } from './delete-tenants.js';
import { PruneAudit } from './prune-audit.js';
import { PruneUploadTokens } from './prune-upload-tokens.js';

/** What goes in time, or when it is told to. */
@Module({
  providers: [DeleteTenants, PruneAudit, PruneUploadTokens],
  exports: [DeleteTenants, PruneAudit, PruneUploadTokens],
})
export class RetentionModule {}
