import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ApiKeyRepository,
  ChunkRepository,
  DeadLetterAdmin,
  DeadLetterRepository,
  DriftRegister,
  FileRepository,
  Installation,
  Journal,
  Outbox,
  QuotaRepository,
  StoreFactRepository,
  TenantRepository,
  WebhookOutbox,
  WebhookRepository,
} from '@waybill/domain';
import { PgChunkRepository } from './chunks/pg-chunk-repository.js';
import {
  dataSourceOptions,
  type DatabaseSettings,
  type DataSourceExtras,
} from './connection/data-source.js';
import { PgDeadLetterAdmin } from './dead-letters/pg-dead-letter-admin.js';
import { PgDeadLetterRepository } from './dead-letters/pg-dead-letter-repository.js';
import { PgDriftRegister } from './drift/pg-drift-register.js';
import { PgFileRepository } from './files/pg-file-repository.js';
import { PgInstallation } from './installation/pg-installation.js';
import { PgJournal } from './journal/pg-journal.js';
import { PgOutbox } from './journal/pg-outbox.js';
import { PgApiKeyRepository } from './keys/pg-api-key-repository.js';
import { PgQuotaRepository } from './quotas/pg-quota-repository.js';
import { SchemaCheck } from './migrations/schema-check.js';
import { RoleCheck, RolePolicy } from './roles/role-check.js';
import { PgStoreFactRepository } from './store/pg-store-fact-repository.js';
import { StoreFactsWatch } from './store/store-facts-watch.js';
import { PgTenantRepository } from './tenants/pg-tenant-repository.js';
import { PgWebhookOutbox } from './webhooks/pg-webhook-outbox.js';
import { PgWebhookRepository } from './webhooks/pg-webhook-repository.js';

/** Half a minute for a database that starts at the same time; the delay is milliseconds. */
const PATIENCE = { retryAttempts: 30, retryDelay: 1_000 };

const PROVIDERS = [
  { provide: FileRepository, useClass: PgFileRepository },
  { provide: ChunkRepository, useClass: PgChunkRepository },
  { provide: Journal, useClass: PgJournal },
  { provide: Outbox, useClass: PgOutbox },
  { provide: ApiKeyRepository, useClass: PgApiKeyRepository },
  { provide: DeadLetterAdmin, useClass: PgDeadLetterAdmin },
  { provide: DeadLetterRepository, useClass: PgDeadLetterRepository },
  { provide: DriftRegister, useClass: PgDriftRegister },
  { provide: Installation, useClass: PgInstallation },
  { provide: QuotaRepository, useClass: PgQuotaRepository },
  { provide: StoreFactRepository, useClass: PgStoreFactRepository },
  { provide: TenantRepository, useClass: PgTenantRepository },
  { provide: WebhookRepository, useClass: PgWebhookRepository },
  { provide: WebhookOutbox, useClass: PgWebhookOutbox },
  StoreFactsWatch,
] satisfies Provider[];

/** The ports that PostgreSQL serves, and the data source under them. Needs `KnownStore` from the app. */
@Global()
@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class PersistenceModule {
  static forRoot(settings: DatabaseSettings & RolePolicy, extras: DataSourceExtras): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [{ provide: RolePolicy, useValue: settings }, RoleCheck, SchemaCheck],
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(settings, extras), ...PATIENCE })],
    };
  }
}
