import type { ActingTenant } from './acting-tenant.js';
import type { ChunkRepository } from './chunk-repository.js';
import { FileRepository } from './file-repository.js';
import type { Journal } from './journal.js';
import type { UploadTokenRepository } from './upload-tokens.js';
import type { WebhookRepository } from './webhooks.js';

/** What a tenant has, seen as that tenant: of another's, or of all, there is nothing to be got here. */
export interface TenantView {
  readonly files: FileRepository;
  readonly chunks: ChunkRepository;
  readonly journal: Journal;
  readonly uploadTokens: UploadTokenRepository;
  readonly webhooks: WebhookRepository;
}

/** The one way to what tenants have, for whoever acts for one of them. */
export abstract class TenantData {
  abstract of(tenantId: ActingTenant): TenantView;
}

/** The files of all tenants, for what is done for the installation as a whole. */
export abstract class EveryTenantsFiles extends FileRepository {}
