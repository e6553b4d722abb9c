import { fieldError } from '../errors/domain-error.js';

/** Chunks that one call for URLs may name. */
export const MAX_NUMBERS_PER_CALL = 1_000;

/**
 * Reads "FIRST-LAST" (both included, from 1) into its numbers.
 * @throws DomainError range_invalid, too_many_numbers
 */
export function parseNumberRange(range: string): number[] {
  const match = /^(\d{1,5})-(\d{1,5})$/u.exec(range);
  const first = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (!match || first < 1 || last < first) {
    throw fieldError('range_invalid', 'range', 'A range reads "FIRST-LAST", e.g. "1-100".');
  }
  if (last - first + 1 > MAX_NUMBERS_PER_CALL) {
    throw fieldError(
      'too_many_numbers',
      'range',
      `At most ${MAX_NUMBERS_PER_CALL} chunks in one call.`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
