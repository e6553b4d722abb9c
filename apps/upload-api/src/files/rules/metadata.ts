import { fieldError } from '@waybill/domain';

const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY_LENGTH = 128;
/** Bytes in UTF-8. */
const MAX_METADATA_VALUE_BYTES = 2_048;

const KEY = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,${MAX_METADATA_KEY_LENGTH - 1}}$`, 'u');

/** @throws DomainError metadata_invalid, naming the key at fault */
export function assertMetadata(metadata: Readonly<Record<string, string>>): void {
  const entries = Object.entries(metadata);
  if (entries.length > MAX_METADATA_KEYS) {
    throw fieldError('metadata_invalid', 'metadata', `At most ${MAX_METADATA_KEYS} keys.`);
  }
  for (const [key, value] of entries) {
    const fault = faultOf(key, value);
    if (fault) throw fieldError('metadata_invalid', `metadata.${key.slice(0, 150)}`, fault);
  }
}

function faultOf(key: string, value: string): string | undefined {
  if (!KEY.test(key)) {
    return (
      `A key has 1 to ${MAX_METADATA_KEY_LENGTH} letters, digits and ". _ : / -", ` +
      'and begins with a letter or digit.'
    );
  }
  if (Buffer.byteLength(value) > MAX_METADATA_VALUE_BYTES) {
    return `A value has at most ${MAX_METADATA_VALUE_BYTES} bytes in UTF-8.`;
  }
  // PostgreSQL's jsonb can hold neither.
  if (value.includes('\0') || !value.isWellFormed()) {
    return 'A value holds no NUL character and no half of a surrogate pair.';
  }
  return undefined;
}
