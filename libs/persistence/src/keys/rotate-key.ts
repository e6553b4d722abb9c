import type { ApiKeyRecord, KeyRotation } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { keyRecords } from './key-records.js';

/**
 * Raw SQL, since both rows are of one moment, the database's. The new key is what the old one was, and
 * lives as long as that was given; the old one never lives longer for it.
 *
 * $1 id of the key until now, $2 seconds of overlap, $3 id, $4 hash and $5 hint of the new one,
 * $6 seconds that it lives, where they are given.
 */
const ROTATE = `
WITH previous AS (
  SELECT * FROM api_keys
  WHERE id = $1::uuid AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
  FOR NO KEY UPDATE
), ended AS (
  UPDATE api_keys k
  SET expires_at = least(k.expires_at, now() + $2::bigint * interval '1 second')
  FROM previous WHERE k.id = previous.id
  RETURNING k.expires_at
), added AS (
  INSERT INTO api_keys (id, role, tenant_id, name, scopes, hash, hint, expires_at)
  SELECT $3::uuid, role, tenant_id, name, scopes, $4::bytea, $5::text,
    now() + coalesce($6::bigint * interval '1 second', expires_at - created_at)
  FROM previous
)
SELECT expires_at FROM ended`;

/** @throws DomainError database_unavailable */
export async function rotateKey(
  source: DataSource,
  id: string,
  { hash, hint, overlap, expiresIn }: KeyRotation,
): Promise<{ readonly record: ApiKeyRecord; readonly previousExpiresAt: Date } | undefined> {
  const newId = uuidv7();
  return inTransaction(source, async (manager) => {
    const [ended] = await rowsOf<{ expires_at: Date }>(manager, ROTATE, [
      id,
      overlap,
      newId,
      Buffer.from(hash),
      hint,
      expiresIn ?? null,
    ]);
    const [record] = await keyRecords(manager, { id: newId });
    return ended && record && { record, previousExpiresAt: ended.expires_at };
  });
}
