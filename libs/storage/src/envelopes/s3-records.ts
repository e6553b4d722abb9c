import type { StorageEvent } from '@waybill/domain';
import { cephSequencer } from './ceph-sequencer.js';
import { isObject, type Envelope, type JsonObject, type RejectedRecord } from './envelope.js';
import {
  eventKind,
  etag,
  knownFields,
  objectKey,
  optionalToken,
  RecordError,
  size,
  time,
  token,
} from './event-fields.js';

/**
 * `{"Records": […]}`: S3's own message, which Ceph RGW, MinIO, RustFS and others send too, and the
 * test message that AWS sends once when a notification is configured (it has no records).
 * Source: S3 User Guide, "Event message structure".
 */
export const s3Records: Envelope = (body) => {
  if (body['Event'] === 's3:TestEvent') return { events: [], rejected: [], testEvent: true };
  if (!Array.isArray(body['Records'])) return undefined;
  const events: StorageEvent[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of body['Records'] as unknown[]) {
    try {
      events.push(readRecord(record));
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      rejected.push({ reason: error.message, record });
    }
  }
  return { events, rejected };
};

function readRecord(record: unknown): StorageEvent {
  const s3 = child(record, 's3');
  const { name: bucket } = child(s3, 'bucket');
  const object = child(s3, 'object');
  const { eventName, eventSource, eventTime } = record as JsonObject;
  const name = token(eventName, 'eventName').replace(/^s3:/u, '');
  const ceph = eventSource === 'ceph:s3';
  const sequencer = optionalToken(object['sequencer'], 'sequencer');
  return knownFields({
    kind: eventKind(name),
    name,
    bucket: token(bucket, 'the bucket'),
    // Ceph alone sends the key as it is; a `+` or `%` in it is a character like others.
    key: objectKey(object['key'], !ceph),
    size: size(object['size']),
    etag: etag(object['eTag']),
    sequencer: ceph && sequencer !== undefined ? cephSequencer(sequencer) : sequencer,
    versionId: optionalToken(object['versionId'], 'versionId'),
    time: time(eventTime),
  });
}

function child(parent: unknown, name: string): JsonObject {
  const value = isObject(parent) ? parent[name] : undefined;
  if (!isObject(value)) throw new RecordError(`the record has no ${name}`);
  return value;
}
