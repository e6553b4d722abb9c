import { DomainError, assertCanBecome, fileEventType, isUuid } from '@waybill/domain';
import type { File, FileChange, FileRef } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { columnsOf, rowReader, valuesOf } from '../connection/entity-rows.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { storableJson, storableText } from '../connection/text.js';
import { countSql } from '../quotas/count.sql.js';
import { FileEntity } from '../entities/file.entity.js';
import { present } from '../entities/present.js';
import { TOUCHED } from './touched.sql.js';

/**
 * Raw SQL, since file and journal are written by one statement: every file comes by here several
 * times, and the round trip would be made while its row is locked.
 *
 * $1 file id, $2 type of the event, if there is one, $3 its data; from $4 the columns.
 */
const changeSql = (assignments: readonly string[], count: string, returned: string) => `
WITH changed AS (
  UPDATE files SET ${assignments.join(', ')}, ${TOUCHED}
  WHERE id = $1::uuid
  RETURNING *
), ${count} journaled AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT id, tenant_id, $2::text, $3::jsonb FROM changed WHERE $2::text IS NOT NULL
)
SELECT ${returned} FROM changed`;

/**
 * Locks a file, asks `decide`, writes what it wants and the journal row for it. Where `decide`
 * throws, or wants what the file's state does not allow, nothing has changed.
 * @throws DomainError file_not_found, the codes of assertCanBecome, database_unavailable, and
 *   whatever `decide` throws
 */
export async function changeFile(
  source: DataSource,
  ref: FileRef,
  decide: (file: File) => FileChange | undefined,
): Promise<File> {
  return inTransaction(source, async (manager) => {
    const file = await lockFile(manager, ref);
    const change = decide(file);
    if (!change) return file;
    if (change.status !== file.status) assertCanBecome(file.status, change.status);
    return write(manager, file, change);
  });
}

async function lockFile(manager: EntityManager, ref: FileRef): Promise<File> {
  const row = isUuid(ref.fileId)
    ? await guarded(() =>
        manager.findOne(FileEntity, {
          where: {
            id: ref.fileId,
            ...(ref.tenantId !== undefined && { tenantId: ref.tenantId }),
            ...(ref.createdBy !== undefined && { createdBy: ref.createdBy }),
          },
          lock: { mode: 'for_no_key_update' },
        }),
      )
    : null;
  if (!row) throw new DomainError('file_not_found', 'There is no such file.');
  return present(row);
}

/** What the change leaves out stays, null takes away. */
async function write(manager: EntityManager, file: File, change: FileChange): Promise<File> {
  const { eventData = {}, failure, ...fields } = change;
  const source = manager.dataSource;
  // The detail is often what the store said, so it may hold anything.
  const storable = failure && { ...failure, detail: storableText(failure.detail) };
  const columns = valuesOf(source, FileEntity, { ...fields, failure: storable });
  const assignments = columns.map(({ column, type }, at) => `${column} = $${at + 4}::${type}`);
  if (change.status === 'completed' && file.status !== 'completed') {
    assignments.push('completed_at = clock_timestamp()');
  }
  const rows = await rowsOf<object>(
    manager,
    changeSql(assignments, countSql(file.status, change.status), columnsOf(source, FileEntity)),
    [
      file.id,
      eventType(file, change) ?? null,
      storableJson(eventData),
      ...columns.map(({ value }) => value),
    ],
  );
  const [written] = rows.map(rowReader(source, FileEntity));
  if (!written) throw new Error(`File ${file.id} is gone although its row is locked.`);
  return written;
}

/** A change of fields alone is not told, unless it brings data for the journal. */
function eventType(file: File, change: FileChange) {
  if (change.status === file.status && change.eventData === undefined) return undefined;
  if (change.status === 'pending') {
    throw new Error('The journal has no event for a file that stays pending.');
  }
  return fileEventType(change.status);
}
