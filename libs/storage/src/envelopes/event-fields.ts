import { bareEtag, type StorageEvent } from '@waybill/domain';
import { isObject, type JsonObject } from './envelope.js';

/** What is wrong with one record; its message becomes the reason of the rejection. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** Bytes in UTF-8 (S3 User Guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1_024;

/** Visible ASCII: what ETags, sequencers, version ids and bucket names are made of. */
const TOKEN = /^[\x21-\x7e]{1,1024}$/u;

/**
 * A text that must be there and be made of visible ASCII. These end up in one SQL statement with
 * hundreds of others, where a NUL in one would fail them all.
 */
export function token(value: unknown, name: string): string {
  if (typeof value !== 'string' || !TOKEN.test(value))
    throw new RecordError(`${name} is missing or not plain text`);
  return value;
}

/** As {@link token}, where stores leave it out or empty when there is none. */
export function optionalToken(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return token(value, name);
}

export function etag(value: unknown): string | undefined {
  const text = optionalToken(value, 'eTag');
  return text === undefined ? undefined : bareEtag(text);
}

/** Bytes. */
export function size(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new RecordError('size is no number of bytes');
  return value as number;
}

/** RFC 3339, or nothing: a wrong time is no reason to lose an event. */
export function time(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/u.test(value)) return undefined;
  return Number.isNaN(Date.parse(value)) ? undefined : value;
}

/** @param encoded true where the store URL-encodes keys, `+` being a space */
export function objectKey(value: unknown, encoded: boolean): string {
  if (typeof value !== 'string' || value === '') throw new RecordError('the key is missing');
  const key = encoded ? decoded(value) : value;
  if (!key.isWellFormed()) throw new RecordError('the key is no Unicode text');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new RecordError('the key is too long');
  return key;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    throw new RecordError('the key is not URL-encoded');
  }
}

const REMOVALS = /^(?:ObjectRemoved|LifecycleExpiration|ObjectLifecycle:Expiration)(?::|$)/u;

/** Event names as AWS, MinIO (`s3:` before them) and Ceph (`ObjectLifecycle`) have them. */
export function eventKind(name: string): StorageEvent['kind'] {
  if (/^ObjectCreated(?::|$)/u.test(name)) return 'created';
  return REMOVALS.test(name) ? 'removed' : 'other';
}

/** The object that must be there under this name. */
export function child(parent: unknown, name: string): JsonObject {
  const value = isObject(parent) ? parent[name] : undefined;
  if (!isObject(value)) throw new RecordError(`the record has no ${name}`);
  return value;
}

/** Leaves out what a store did not say, so that an event has only what is known. */
export function knownFields(fields: {
  [K in keyof StorageEvent]: StorageEvent[K] | undefined;
}): StorageEvent {
  const known: Record<string, unknown> = {};
  for (const name in fields) {
    const value = fields[name as keyof StorageEvent];
    if (value !== undefined) known[name] = value;
  }
  return known as unknown as StorageEvent;
}
