/** For a chunk whose bytes do not lie elsewhere, or not any more. */
export const SOURCE_CLEARED =
  'source_key = NULL, source_etag = NULL, source_offset = NULL, source_whole = NULL';
