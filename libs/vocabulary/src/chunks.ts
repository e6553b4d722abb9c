export const CHUNK_STATUSES = ['pending', 'uploaded', 'corrupt'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** How a chunk came to be believed. */
export const VERIFICATIONS = ['storage', 'client', 'reconciler', 'reused'] as const;
export type Verification = (typeof VERIFICATIONS)[number];
