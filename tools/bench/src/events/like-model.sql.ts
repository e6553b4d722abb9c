/**
 * The rows of a file like the model: the file itself, and its chunks.
 *
 * $1 the model, $2 chunks, $3 bytes of each.
 */
export const LIKE_MODEL = `
WITH made AS (
  INSERT INTO files (id, tenant_id, name, size, content_type, strategy, chunk_size, chunk_count,
    bucket, metadata)
  SELECT gen_random_uuid(), tenant_id, name, $2::bigint * $3::bigint, content_type, strategy,
    $3::bigint, $2::integer, bucket, metadata
  FROM files WHERE id = $1
  RETURNING id, tenant_id
)
INSERT INTO file_chunks (file_id, number, tenant_id, byte_offset, size)
SELECT made.id, n, made.tenant_id, (n - 1) * $3::bigint, $3::bigint
FROM made CROSS JOIN generate_series(1, $2::integer) AS n`;
