import { fieldError } from '../errors/domain-error.js';

/** Bytes in UTF-8: four times what common file systems allow, so no real name is refused. */
export const MAX_NAME_BYTES = 1024;

// C0 and C1 controls (NUL among them), and the bidirectional embeddings, overrides and isolates
// that can make "gpj.exe" read "exe.jpg" (Unicode TR36, section 2.8). Plain right-to-left marks
// are part of honest Arabic and Hebrew names and stay allowed.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

/**
 * A name is data: it never becomes part of a key, and comes back in Content-Disposition. What is
 * refused is only what cannot be a file's name anywhere, or is made to deceive a reader.
 * @throws DomainError name_empty, name_too_long, name_is_path, name_unprintable
 */
export function assertFileName(name: string): void {
  if (name.trim() === '') throw fieldError('name_empty', 'name', 'The name is empty.');
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) {
    throw fieldError('name_too_long', 'name', `The name is longer than ${MAX_NAME_BYTES} bytes.`);
  }
  if (!name.isWellFormed() || UNPRINTABLE.test(name)) {
    throw fieldError(
      'name_unprintable',
      'name',
      'The name holds control characters, bidirectional overrides or half a surrogate pair.',
    );
  }
  if (/[/\\]/u.test(name) || name === '.' || name === '..') {
    throw fieldError('name_is_path', 'name', 'The name is a path: send only its last segment.');
  }
}
