import type { DataSource } from 'typeorm';
import { inTransaction, rowsOf } from './sql.js';

/** Kilobytes; the least that PostgreSQL takes. What is sorted below exceeds it, and goes to the disk. */
const WORK_MEM = '64kB';

/**
 * Whether the database takes writes, and has room on its disk: a server without any answers reads as
 * ever. It leaves nothing behind: a message of no content in the write-ahead log, which is flushed
 * with the commit, and a sort that spills into a temporary file.
 * @throws DomainError database_unavailable: no space, or a replica that only reads
 */
export async function probeWrites(source: DataSource): Promise<void> {
  await inTransaction(source, async (manager) => {
    await rowsOf(manager, `SET LOCAL work_mem = '${WORK_MEM}'`);
    await rowsOf(
      manager,
      `SELECT pg_logical_emit_message(true, 'waybill-probe', ''), max(spilt)
       FROM (SELECT repeat('x', 100) || md5(i::text) AS spilt FROM generate_series(1, 2000) AS i
             ORDER BY 1 OFFSET 0) AS sorted`,
    );
  });
}
