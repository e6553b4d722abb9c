/** A UUID as text, for a pattern. Ours are version 7, but any version is read. */
export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const WHOLE = new RegExp(`^${UUID}$`, 'u');

/** True for text that can be the id of a file, key or webhook; anything else need not be looked up. */
export function isUuid(text: string): boolean {
  return WHOLE.test(text);
}
