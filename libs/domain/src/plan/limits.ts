/** Limits of S3 multipart uploads. Source: S3 User Guide, "Amazon S3 multipart upload limits". */
export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;
export const TIB = 1024 * GIB;

/** Bytes. Every part of a multipart upload but the last is at least this large. */
export const MIN_CHUNK_SIZE = 5 * MIB;

/** Bytes. No part, and no object made by a single PUT, is larger than this. */
export const MAX_CHUNK_SIZE = 5 * GIB;

/** Parts are numbered from 1 to this. */
export const MAX_CHUNK_COUNT = 10_000;

/** Bytes: 10,000 parts of 5 GiB, the largest object S3 can hold (48.8 TiB). */
export const MAX_FILE_SIZE = MAX_CHUNK_COUNT * MAX_CHUNK_SIZE;

/** Bytes. What `auto` starts from: large enough that S3's cost per request does not show. */
export const DEFAULT_CHUNK_SIZE = 8 * MIB;
