import type { StorageEventKind } from '@waybill/vocabulary';

/**
 * What a store says happened to an object, whichever envelope it came in.
 * Keys are decoded, sizes are bytes, ETags bear no quotes.
 */
export interface StorageEvent {
  readonly kind: StorageEventKind;
  /** As the store named it, e.g. `ObjectCreated:Put`, without the `s3:` prefix. */
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly size?: number;
  readonly etag?: string;
  /** Orders the events of one key; see {@link compareSequencers}. */
  readonly sequencer?: string;
  readonly versionId?: string;
  /** When the store says it happened; RFC 3339. */
  readonly time?: string;
}

/**
 * Orders two events of the same key: right-pad the shorter one with zeros, then compare as text.
 * Source: S3 User Guide, "Event message structure".
 * @returns below 0 when `a` is the earlier
 */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const left = a.padEnd(length, '0');
  const right = b.padEnd(length, '0');
  return left < right ? -1 : left > right ? 1 : 0;
}
