import { InitialSchema1764000000000 } from './1764000000000-initial-schema.js';
import { ReuseAndLooks1765000000000 } from './1765000000000-reuse-and-looks.js';
import { UnboundUrls1765500000000 } from './1765500000000-unbound-urls.js';
import { Webhooks1766000000000 } from './1766000000000-webhooks.js';
import { DeadLetters1767000000000 } from './1767000000000-dead-letters.js';
import { StoreFacts1768000000000 } from './1768000000000-store-facts.js';
import { Installation1768100000000 } from './1768100000000-installation.js';
import { Drift1768100000001 } from './1768100000001-drift.js';
import { UrlsExpire1768200000000 } from './1768200000000-urls-expire.js';
import { KeyScopes1769100000000 } from './1769100000000-key-scopes.js';
import { DisabledTenants1769100000001 } from './1769100000001-disabled-tenants.js';
import { Quotas1769200000000 } from './1769200000000-quotas.js';
import { RowSecurity1769300000000 } from './1769300000000-row-security.js';
import { UploadTokens1769400000000 } from './1769400000000-upload-tokens.js';
import { TroubledFiles1769450000000 } from './1769450000000-troubled-files.js';
import { Audit1769500000000 } from './1769500000000-audit.js';
import { TokenRetention1769600000000 } from './1769600000000-token-retention.js';
import { DeletedTenants1769700000000 } from './1769700000000-deleted-tenants.js';

/** Oldest first. A migration that was released is never changed, only followed by another. */
export const MIGRATIONS = [
  InitialSchema1764000000000,
  ReuseAndLooks1765000000000,
  UnboundUrls1765500000000,
  Webhooks1766000000000,
  DeadLetters1767000000000,
  StoreFacts1768000000000,
  Installation1768100000000,
  Drift1768100000001,
  UrlsExpire1768200000000,
  KeyScopes1769100000000,
  DisabledTenants1769100000001,
  Quotas1769200000000,
  RowSecurity1769300000000,
  UploadTokens1769400000000,
  TroubledFiles1769450000000,
  Audit1769500000000,
  TokenRetention1769600000000,
  DeletedTenants1769700000000,
];
