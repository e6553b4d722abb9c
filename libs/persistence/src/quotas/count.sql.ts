import { type FileStatus, isSettled } from '@waybill/domain';

/** What a file is counted as: an unfinished one, one that is stored, or not any more. */
function countedAs(status: FileStatus): 'open' | 'stored' | 'nothing' {
  if (!isSettled(status)) return 'open';
  return status === 'completed' ? 'stored' : 'nothing';
}

/** Signed, for each counter of `quotas`, by what the row of `changed` has. */
const CHANGES = {
  'open stored': {
    uploads: '-1',
    chunks: '-chunk_count',
    inFlight: '-size',
    stored: 'size',
  },
  'open nothing': { uploads: '-1', chunks: '-chunk_count', inFlight: '-size', stored: '0' },
  'stored nothing': { uploads: '0', chunks: '0', inFlight: '0', stored: '-size' },
} as const;

/**
 * A part of the statement that changes a file, after its CTE `changed`: counts it anew for its tenant
 * and the key that declared it. Empty where the file is counted as before. The rows are locked sorted,
 * as those are that a new file is counted in. A counter that is too low already stays at nought; the
 * reconciliation finds it.
 */
export function countSql(from: FileStatus, to: FileStatus): string {
  const change = `${countedAs(from)} ${countedAs(to)}`;
  if (!(change in CHANGES)) return '';
  const { uploads, chunks, inFlight, stored } = CHANGES[change as keyof typeof CHANGES];
  return `owners AS MATERIALIZED (
  SELECT q.owner_id, ${uploads} AS uploads, ${chunks} AS chunks, ${inFlight} AS in_flight,
    ${stored} AS stored
  FROM changed JOIN quotas q ON q.owner_id IN (changed.tenant_id, changed.created_by)
  ORDER BY q.owner_id
  FOR NO KEY UPDATE OF q
), counted AS (
  UPDATE quotas q SET open_uploads = greatest(0, q.open_uploads + o.uploads),
    open_chunks = greatest(0, q.open_chunks + o.chunks),
    bytes_in_flight = greatest(0, q.bytes_in_flight + o.in_flight),
    stored_bytes = greatest(0, q.stored_bytes + o.stored)
  FROM owners o WHERE q.owner_id = o.owner_id
),`;
}
