export { PgChunkRepository } from './chunks/pg-chunk-repository.js';
export { actingAs } from './connection/acting.js';
export {
  createDataSource,
  databaseDependency,
  dataSourceOptions,
} from './connection/data-source.js';
export type { DataSourceExtras, DatabaseSettings } from './connection/data-source.js';
export { guarded, isSerializationFailure, toDatabaseError } from './connection/database-errors.js';
export { probeWrites } from './connection/probe-writes.js';
export { PgDeadLetterAdmin } from './dead-letters/pg-dead-letter-admin.js';
export { PgDeadLetterRepository } from './dead-letters/pg-dead-letter-repository.js';
export { PgDriftRegister } from './drift/pg-drift-register.js';
export { ENTITIES } from './entities/index.js';
export { PgFileRepository } from './files/pg-file-repository.js';
export { PgInstallation } from './installation/pg-installation.js';
export { PgJournal } from './journal/pg-journal.js';
export { PgOutbox } from './journal/pg-outbox.js';
export type { OutboxOptions } from './journal/pg-outbox.js';
export { PgApiKeyRepository } from './keys/pg-api-key-repository.js';
export { MIGRATIONS } from './migrations/index.js';
export { runMigrations } from './migrations/run-migrations.js';
export { SchemaError } from './migrations/schema-error.js';
export { PgQuotaRepository } from './quotas/pg-quota-repository.js';
export { DatabaseRoleError } from './roles/database-role-error.js';
export { EVERY_TENANT, seenBy } from './connection/sight.js';
export { PgTenantRemoval } from './tenants/pg-tenant-removal.js';
export { StoreFactsWatch } from './store/store-facts-watch.js';
export { PgStoreFactRepository } from './store/pg-store-fact-repository.js';
export { PgWebhookOutbox } from './webhooks/pg-webhook-outbox.js';
export { PgWebhookRepository } from './webhooks/pg-webhook-repository.js';
export { PersistenceModule } from './persistence.module.js';
