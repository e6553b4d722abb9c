import type { NewDeadLetter, StorageEvent } from '@waybill/domain';

/** A record that could not be read, as the dead letters keep it; the others go on. */
export type RejectedRecord = Pick<NewDeadLetter, 'detail' | 'body'>;

export interface ParsedStorageEvents {
  readonly events: readonly StorageEvent[];
  /** True for the message by which a store tries out a new configuration. */
  readonly testEvent?: boolean;
  readonly rejected: readonly RejectedRecord[];
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Opens what was inside another envelope. Undefined where that is nothing known. */
type OpenInner = (body: unknown) => ParsedStorageEvents | undefined;

/** One way in which a store wraps its events. Undefined where the body is of another. */
export type Envelope = (body: JsonObject, openInner: OpenInner) => ParsedStorageEvents | undefined;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param detail for people: what is wrong with it */
export function rejectedRecord(detail: string, record: unknown): RejectedRecord {
  return { detail, body: JSON.stringify(record) ?? '' };
}
