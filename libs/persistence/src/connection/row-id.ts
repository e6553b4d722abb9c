import { DomainError } from '@waybill/domain';

/** Whatever has no more digits is an exact number; a table would take centuries to have more rows. */
const ROW_ID = /^\d{1,15}$/u;

/** The id of a row numbered by the database; undefined where text is none. */
export function rowId(text: string): number | undefined {
  return ROW_ID.test(text) ? Number(text) : undefined;
}

/**
 * A cursor that is the id of a row numbered by the database.
 * @throws DomainError cursor_invalid
 */
export function rowCursor(cursor: string): number {
  const id = rowId(cursor);
  if (id !== undefined) return id;
  throw new DomainError('cursor_invalid', 'The cursor is not one that this list gave out.');
}
