import { Injectable } from '@nestjs/common';
import { TenantData, type ActingTenant, type TenantView } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { seenBy } from '../connection/sight.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { PgJournal } from '../journal/pg-journal.js';
import { PgUploadTokenRepository } from '../tokens/pg-upload-token-repository.js';
import { PgWebhookRepository } from '../webhooks/pg-webhook-repository.js';

/** Each statement of a view sees the rows of its tenant alone, whatever else it asks for. */
@Injectable()
export class PgTenantData extends TenantData {
  constructor(private readonly source: DataSource) {
    super();
  }

  override of(tenantId: ActingTenant): TenantView {
    return new PgTenantView(seenBy(this.source, tenantId));
  }
}

/** Made for a call or two: each repository when it is asked for. */
class PgTenantView implements TenantView {
  constructor(private readonly source: DataSource) {}

  get files() {
    return new PgFileRepository(this.source);
  }

  get chunks() {
    return new PgChunkRepository(this.source);
  }

  get journal() {
    return new PgJournal(this.source);
  }

  get uploadTokens() {
    return new PgUploadTokenRepository(this.source);
  }

  get webhooks() {
    return new PgWebhookRepository(this.source);
  }
}
