import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ApiKeyRepository,
  AuditLog,
  ChunkRepository,
  DeadLetterAdmin,
  DeadLetterRepository,
  DriftRegister,
  EveryTenantsFiles,
  FileRepository,
  Installation,
  Journal,
  Outbox,
  QuotaRepository,
  StoreFactRepository,
  TenantData,
  TenantRemoval,
  TenantRepository,
  TokenHolders,
  Troubles,
  WebhookOutbox,
} from '@waybill/domain';
import { DataSource } from 'typeorm';
import { PgAuditLog } from './audit/pg-audit-log.js';
import { PgChunkRepository } from './chunks/pg-chunk-repository.js';
import {
  dataSourceOptions,
  type DatabaseSettings,
  type DataSourceExtras,
} from './connection/data-source.js';
import { EVERY_TENANT, seenBy } from './connection/sight.js';
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
import { PgTenantData } from './tenants/pg-tenant-data.js';
import { PgTenantRemoval } from './tenants/pg-tenant-removal.js';
import { PgTenantRepository } from './tenants/pg-tenant-repository.js';
import { PgTokenHolders } from './tokens/pg-token-holders.js';
import { PgTroubles } from './troubles/pg-troubles.js';
import { PgWebhookOutbox } from './webhooks/pg-webhook-outbox.js';

/** Half a minute for a database that starts at the same time; the delay is milliseconds. */
const PATIENCE = { retryAttempts: 30, retryDelay: 1_000 };

type Adapter = new (source: DataSource) => unknown;

/** A port that works for all tenants at once, and says so here. */
function ofEveryTenant(provide: abstract new () => unknown, adapter: Adapter) {
  return {
    provide,
    inject: [DataSource],
    useFactory: (source: DataSource) => new adapter(seenBy(source, EVERY_TENANT)),
  };
}

/** Whoever acts for a tenant goes by `TenantData`. */
const PROVIDERS = [
  { provide: TenantData, useClass: PgTenantData },
  // Who a key or a token belongs to is known only when it has been found.
  ofEveryTenant(ApiKeyRepository, PgApiKeyRepository),
  ofEveryTenant(TokenHolders, PgTokenHolders),
  ofEveryTenant(AuditLog, PgAuditLog),
  ofEveryTenant(TenantRepository, PgTenantRepository),
  ofEveryTenant(Troubles, PgTroubles),
  ofEveryTenant(DeadLetterAdmin, PgDeadLetterAdmin),
  ofEveryTenant(DeadLetterRepository, PgDeadLetterRepository),
  ofEveryTenant(DriftRegister, PgDriftRegister),
  ofEveryTenant(EveryTenantsFiles, PgFileRepository),
  // The hub tells the streams of all tenants; each stream reads what it missed as its own tenant.
  ofEveryTenant(Journal, PgJournal),
  ofEveryTenant(QuotaRepository, PgQuotaRepository),
  { provide: Installation, useClass: PgInstallation },
  { provide: StoreFactRepository, useClass: PgStoreFactRepository },
  StoreFactsWatch,
] satisfies Provider[];

/** Of the processors, who act for every tenant. */
const PROCESSOR_PROVIDERS = [
  { provide: FileRepository, useExisting: EveryTenantsFiles },
  ofEveryTenant(ChunkRepository, PgChunkRepository),
  ofEveryTenant(Outbox, PgOutbox),
  ofEveryTenant(TenantRemoval, PgTenantRemoval),
  ofEveryTenant(WebhookOutbox, PgWebhookOutbox),
] satisfies Provider[];

/** The ports that PostgreSQL serves, and the data source under them. Needs `KnownStore` from the app. */
@Global()
@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class PersistenceModule {
  /** Of the API, whose callers are tenants, each with a view of its own. */
  static forRoot(settings: DatabaseSettings & RolePolicy, extras: DataSourceExtras): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [{ provide: RolePolicy, useValue: settings }, RoleCheck, SchemaCheck],
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(settings, extras), ...PATIENCE })],
    };
  }

  /** Of the processors. */
  static forEveryTenant(
    settings: DatabaseSettings & RolePolicy,
    extras: DataSourceExtras,
  ): DynamicModule {
    const module = PersistenceModule.forRoot(settings, extras);
    return {
      ...module,
      providers: [...(module.providers ?? []), ...PROCESSOR_PROVIDERS],
      exports: PROCESSOR_PROVIDERS.map(({ provide }) => provide),
    };
  }
}
