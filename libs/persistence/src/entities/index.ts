import { ApiKeyEntity } from './api-key.entity.js';
import { AuditEntity } from './audit.entity.js';
import { ChunkEntity } from './chunk.entity.js';
import { DeadLetterEntity } from './dead-letter.entity.js';
import { FileEntity } from './file.entity.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { InstallationEntity } from './installation.entity.js';
import { JournalEntity } from './journal.entity.js';
import { JournalRelayEntity } from './journal-relay.entity.js';
import { QuotaEntity } from './quota.entity.js';
import { StoreFactsEntity } from './store-facts.entity.js';
import { TenantEntity } from './tenant.entity.js';
import { UploadTokenEntity } from './upload-token.entity.js';
import { WebhookAttemptEntity } from './webhook-attempt.entity.js';
import { WebhookCursorEntity } from './webhook-cursor.entity.js';
import { WebhookDeliveryEntity } from './webhook-delivery.entity.js';
import { WebhookEntity } from './webhook.entity.js';
import { WebhookSecretEntity } from './webhook-secret.entity.js';

/** Every table, one by one: globs find nothing once the code is built elsewhere. */
export const ENTITIES = [
  TenantEntity,
  ApiKeyEntity,
  FileEntity,
  ChunkEntity,
  JournalEntity,
  JournalRelayEntity,
  IdempotencyKeyEntity,
  DeadLetterEntity,
  StoreFactsEntity,
  WebhookEntity,
  WebhookSecretEntity,
  WebhookDeliveryEntity,
  WebhookAttemptEntity,
  WebhookCursorEntity,
  InstallationEntity,
  QuotaEntity,
  UploadTokenEntity,
  AuditEntity,
];
