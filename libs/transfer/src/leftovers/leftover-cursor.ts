import { DomainError } from '@waybill/domain';

/** What is walked through, in this order. Uploads are only ever of final objects. */
const WALKS = ['chunks', 'files', 'uploads'] as const;
export type Walk = (typeof WALKS)[number];

export interface LeftoverCursor {
  readonly walk: Walk;
  /** The store's own cursor in that list; absent at its beginning. */
  readonly at?: string;
}

/** @throws DomainError cursor_invalid */
export function readCursor(text: string | undefined): LeftoverCursor {
  if (text === undefined) return { walk: WALKS[0] };
  const [, name, , at] = /^([a-z]+)(\.(.+))?$/su.exec(text) ?? [];
  const walk = WALKS.find((known) => known === name);
  if (!walk) throw cursorInvalid();
  return at === undefined ? { walk } : { walk, at };
}

/** Where the page after this one starts, or undefined after the last. */
export function nextCursor({ walk }: LeftoverCursor, at: string | undefined): string | undefined {
  return at === undefined ? WALKS[WALKS.indexOf(walk) + 1] : `${walk}.${at}`;
}

export function cursorInvalid(): DomainError {
  return new DomainError('cursor_invalid', 'The cursor is not one that this list gave out.');
}
