import type { StoreProfile } from '@waybill/domain';
import type { FileRow, MemoryDatabase } from './memory-database.js';

/** Milliseconds; as in PostgreSQL. */
const FAR_OFF = 30_000;

/** Whether the row remembers such URLs already, and the next look comes soon enough. */
export function expectsUrls(
  db: MemoryDatabase,
  { urlsExpireAt, nextLookAt, urlProfile }: FileRow,
  { expireAt, profile }: { readonly expireAt: Date; readonly profile: StoreProfile },
): boolean {
  const remembered = urlsExpireAt !== undefined && urlsExpireAt >= expireAt;
  const soon = nextLookAt.getTime() <= db.now().getTime() + FAR_OFF;
  return remembered && soon && urlProfile === profile;
}
