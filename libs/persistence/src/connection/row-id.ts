import { DomainError } from '@waybill/domain';

/** Digits of the largest bigint, less one: whatever fits is a bigint. */
const MAX_DIGITS = 18;

/**
 * A cursor that is the id of a row numbered by the database.
 * @throws DomainError cursor_invalid
 */
export function rowId(cursor: string): string {
  if (!/^\d+$/u.test(cursor) || cursor.length > MAX_DIGITS) {
    throw new DomainError('cursor_invalid', 'The cursor is not one that this list gave out.');
  }
  return cursor;
}
