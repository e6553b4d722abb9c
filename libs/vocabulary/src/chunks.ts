export const CHUNK_STATUSES = ['pending', 'uploaded', 'corrupt'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** How a chunk came to be believed. */
export const VERIFICATIONS = ['storage', 'client', 'reconciler', 'reused'] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** Why a chunk is `corrupt`. */
export const CORRUPT_REASONS = ['wrong_size', 'wrong_sha256', 'wrong_md5'] as const;
export type CorruptReason = (typeof CORRUPT_REASONS)[number];
