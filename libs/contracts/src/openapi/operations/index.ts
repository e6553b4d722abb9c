import type { Operation } from '../operation.js';
import { adminOperations } from './admin.js';
import { auditOperations } from './audit.js';
import { chunkOperations } from './chunks.js';
import { deadLetterOperations } from './dead-letters.js';
import { eventOperations } from './events.js';
import { fileOperations } from './files.js';
import { keyOperations } from './keys.js';
import { limitOperations } from './limits.js';
import { serviceOperations } from './service.js';
import { sessionOperations } from './session.js';
import { storageEventOperations } from './storage-events.js';
import { tenantOperations } from './tenants.js';
import { uploadTokenOperations } from './upload-tokens.js';
import { webhookOperations } from './webhooks.js';

/** Every call of the API. */
export const OPERATIONS: readonly Operation[] = [
  ...fileOperations,
  ...chunkOperations,
  ...eventOperations,
  ...uploadTokenOperations,
  ...webhookOperations,
  ...storageEventOperations,
  ...keyOperations,
  ...tenantOperations,
  ...limitOperations,
  ...adminOperations,
  ...auditOperations,
  ...deadLetterOperations,
  ...sessionOperations,
  ...serviceOperations,
];
