export const STRATEGIES = ['chunks', 'multipart', 'single'] as const;

/**
 * How the bytes travel: `chunks` is one object for each chunk, assembled by UploadPartCopy;
 * `multipart` S3's own parts; `single` one PUT of the whole file.
 */
export type Strategy = (typeof STRATEGIES)[number];
