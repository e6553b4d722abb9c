/** Shown for a NUL: the symbol for it. */
const NUL_SYMBOL = '\u2400';

/**
 * Text from outside, fit for a `text` or `jsonb` column: PostgreSQL refuses NUL in both, and half
 * a surrogate pair in `jsonb`.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', NUL_SYMBOL);
}

/** JSON whose strings are all {@link storableText}. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? storableText(member) : member,
  );
}

/** True for text that PostgreSQL takes as it is. */
export function isStorable(text: string): boolean {
  return !text.includes('\0');
}
