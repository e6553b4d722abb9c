import type { StorageEvent } from '@waybill/domain';
import type { JsonObject } from './envelope.js';
import {
  child,
  etag,
  eventKind,
  knownFields,
  objectKey,
  optionalToken,
  size,
  time,
  token,
} from './event-fields.js';
import { dialectOf } from './store-dialect.js';

/**
 * One record of S3's message, as its store writes it.
 * @throws RecordError
 */
export function readS3Record(record: unknown): StorageEvent {
  const s3 = child(record, 's3');
  const { name: bucket } = child(s3, 'bucket');
  const object = child(s3, 'object');
  const { eventName, eventTime } = record as JsonObject;
  const name = token(eventName, 'eventName').replace(/^s3:/u, '');
  const dialect = dialectOf(record as JsonObject);
  const bytes = size(object['size']);
  return knownFields({
    kind: eventKind(name),
    name,
    bucket: token(bucket, 'the bucket'),
    key: objectKey(object['key'], dialect.keysEncoded),
    size: dialect.knowsSize(name) ? bytes : undefined,
    etag: etag(object['eTag']),
    sequencer: dialect.sequencer(optionalToken(object['sequencer'], 'sequencer')),
    versionId: optionalToken(object['versionId'], 'versionId'),
    time: time(eventTime),
  });
}
