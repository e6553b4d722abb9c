export const DEAD_LETTER_REASONS = [
  'unparsable',
  'unknown_file',
  'out_of_plan',
  'wrong_size',
  'conflict',
  'failed',
] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];
