/**
 * Every stable error code, with the sentence that the documentation prints for it.
 * A code, once released, keeps its meaning; the HTTP status of each is decided at the edge.
 */
export const ERROR_CODES = {
  // What the request looks like
  malformed_json: 'The body is not valid JSON.',
  unsupported_media_type: 'The body must be application/json.',
  body_too_large: 'The body is larger than this call accepts.',
  body_too_complex: 'The body nests deeper, or has more values, than this call accepts.',
  validation_failed: 'A field is missing, unknown, or of the wrong type.',
  route_not_found: 'There is no such call.',
  method_not_allowed: 'The path exists, but not with this method.',
  cursor_invalid: 'The cursor is not one that this list gave out.',
  // Who asks
  unauthenticated: 'The request carries no valid key.',
  forbidden: 'The key may not do this.',
  scope_missing: 'The key lacks the scope that this call needs.',
  rate_limited: 'Too many wrong keys from this address; see Retry-After.',
  too_many_streams: 'The key or the tenant has as many streams open as it may; see Retry-After.',
  // Limits; "limit" in the problem says which one, of whom, and how much of it is used
  too_many_requests: 'The key or the tenant makes as many requests a second as it may.',
  too_many_open_uploads: 'The key or the tenant has as many unfinished files as it may.',
  too_many_open_chunks: 'The unfinished files have as many chunks as they may.',
  too_many_bytes_in_flight: 'The unfinished files have as many bytes as they may.',
  storage_full: 'The files have as many bytes as they may, unfinished ones included.',
  file_too_large: 'The file is larger than the key or the tenant may send.',
  // Declaring a file
  name_empty: 'A name has at least one character.',
  name_too_long: 'A name has at most 1,024 bytes in UTF-8.',
  name_is_path: 'A name is one path segment: no slash, no backslash, not "." or "..".',
  name_unprintable: 'A name holds no control characters and no bidirectional overrides.',
  size_invalid: 'A size is a whole number of bytes, zero or more.',
  size_too_large: 'The file is larger than S3 or this installation can hold.',
  chunk_size_too_small: 'A chunk has at least 5 MiB.',
  chunk_size_too_large: 'A chunk has at most 5 GiB.',
  too_many_chunks: 'A file has at most 10,000 chunks.',
  chunk_list_mismatch: 'The declared chunks do not fit the plan.',
  strategy_not_applicable: 'This strategy cannot carry this plan.',
  content_type_invalid: 'The content type is not a media type of RFC 9110.',
  metadata_invalid: 'Metadata is a flat object of strings within its limits.',
  fingerprint_invalid: 'A fingerprint is the lower-case or upper-case hex of a digest.',
  idempotency_key_invalid: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  idempotency_key_reused: 'This Idempotency-Key came earlier with another body.',
  // Files
  file_not_found: 'No such file for this key.',
  file_completed: 'The file is completed and does not change any more.',
  file_aborted: 'The file was aborted.',
  file_expired: 'The file was not finished in its time.',
  file_deleted: 'The file was deleted.',
  file_failed: 'The file has failed; ask for completion again, or abort it.',
  file_completing: 'The file is being completed.',
  file_drifted: 'The object in the store is not the file that was completed.',
  file_not_completed: 'The file is not completed yet.',
  chunks_missing: 'Not every chunk is there yet.',
  fingerprint_mismatch: 'The file is not the one whose fingerprint was declared.',
  fingerprint_conflict: 'Another fingerprint was declared when the file was created.',
  illegal_transition: 'The state does not allow this.',
  // Chunks
  chunk_out_of_plan: 'The plan has no chunk of this number.',
  chunk_already_uploaded: 'The chunk is there already.',
  chunk_not_stored: 'The store does not have this chunk, or has another one.',
  chunk_digest_too_late: 'The digest of this chunk comes too late to be enforced.',
  chunk_fingerprint_conflict: 'Another fingerprint was declared for this chunk.',
  range_invalid: 'A range reads "FIRST-LAST", both from 1, first not after last.',
  too_many_numbers: 'At most 1,000 chunks in one call.',
  // Storage events
  events_unparsable:
    'The body is no storage event that is known here; it is kept as a dead letter.',
  sns_signature_invalid: 'The message does not bear a valid signature of SNS.',
  sns_message_stale: 'The message is older than an hour; SNS itself gives up by then.',
  sns_topic_forbidden: 'Nothing is taken from this SNS topic.',
  sns_unavailable: 'SNS does not answer, so its message cannot be checked; send it again.',
  dead_letter_not_found: 'No such dead letter: it was replayed or dropped, or never was.',
  // Webhooks
  webhook_not_found: 'No such webhook for this key.',
  webhook_delivery_not_found: 'No such delivery of this webhook.',
  webhook_url_refused: 'The URL is not one that webhooks may be sent to.',
  webhook_limit_reached: 'The tenant has as many webhooks as it may have.',
  // What stands behind us
  queue_full: 'More events wait than may; send it again after Retry-After.',
  queue_unavailable: 'The queue cannot take the event now; send it again.',
  database_unavailable: 'The database does not answer; try again.',
  store_unavailable: 'The store does not answer; try again.',
  not_ready: 'A dependency of this instance is not ready.',
  internal_error: 'Something went wrong here. The request id leads to it.',
  // Keys
  key_not_found: 'No such key.',
  tenant_not_found: 'No such tenant.',
  tenant_name_invalid: 'A tenant name has 1 to 100 letters, digits, dots, dashes or underscores.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
