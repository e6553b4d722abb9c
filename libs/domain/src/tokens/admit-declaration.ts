import { DomainError, fieldError } from '../errors/domain-error.js';
import { tokenLimitReached } from './token-refusals.js';
import type { TokenPolicy } from './upload-token.js';

/** What a file is declared as by the holder of a token. Size in bytes. */
export interface HeldDeclaration {
  readonly size: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Holds a declaration to what of a token's policy does not change: how much of it is used is seen to
 * where the file is made.
 * @returns the metadata of the file, with what the policy forces
 * @throws DomainError file_too_large, content_type_not_allowed, metadata_forced
 */
export function admitDeclaration(
  { maxFileSize, contentTypes, metadata: forced }: TokenPolicy,
  { size, contentType, metadata }: HeldDeclaration,
): Readonly<Record<string, string>> {
  if (maxFileSize !== undefined && size > maxFileSize) {
    throw tokenLimitReached({ name: 'fileSize', max: maxFileSize, used: 0 });
  }
  if (contentTypes && !contentTypes.some((pattern) => covers(pattern, contentType))) {
    const message = `By this upload token a file is of ${contentTypes.join(', ')}, not ${contentType}.`;
    throw new DomainError('content_type_not_allowed', message, {
      errors: [{ path: 'contentType', message }],
      extensions: { allowed: contentTypes },
    });
  }
  for (const [key, value] of Object.entries(forced)) {
    if (!Object.hasOwn(metadata, key) || metadata[key] === value) continue;
    const message = `This upload token says what "${key}" is: leave it out.`;
    throw fieldError('metadata_forced', `metadata.${key}`, message);
  }
  return { ...metadata, ...forced };
}

/** @throws DomainError origin_not_allowed */
export function assertOrigin({ origins }: TokenPolicy, origin: string | undefined): void {
  // What is no page sends none; a page cannot leave it out where it is another origin's.
  if (origin === undefined || !origins || origins.includes('*') || origins.includes(origin)) return;
  throw new DomainError('origin_not_allowed', `This upload token is not for pages of ${origin}.`);
}

/** RFC 9110, section 8.3.1: type and subtype are case-insensitive, parameters are not part of them. */
function covers(pattern: string, contentType: string): boolean {
  const essence = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (pattern === '*/*') return true;
  return pattern.endsWith('/*') ? essence.startsWith(pattern.slice(0, -1)) : essence === pattern;
}
