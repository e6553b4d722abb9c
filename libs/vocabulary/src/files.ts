export const FILE_STATUSES = [
  'pending',
  'uploading',
  'uploaded',
  'completing',
  'completed',
  'failed',
  'aborted',
  'expired',
  'deleted',
] as const;
export type FileStatus = (typeof FILE_STATUSES)[number];

/** How the object in the store differs from the file that was completed. */
export const DRIFT_REASONS = ['missing', 'changed'] as const;
export type DriftReason = (typeof DRIFT_REASONS)[number];
