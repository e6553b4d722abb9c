/**
 * Whether a file completes by itself, of a row of `files` named `f`: one that a token made does not
 * where the token has come to its end meanwhile. It waits as `uploaded` for a token that is renewed, or
 * for a key. A scalar subquery, which is never answered by a hash of the whole table.
 */
export const COMPLETES_ITSELF = `(f.auto_complete AND (NOT f.by_token OR coalesce((
      SELECT t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
      FROM upload_tokens t WHERE t.id = f.created_by
    ), false)))`;
