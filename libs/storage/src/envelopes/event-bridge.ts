import type { StorageEvent } from '@waybill/domain';
import type { Envelope, JsonObject } from './envelope.js';
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
import { readEach } from './read-each.js';

/**
 * S3's events as EventBridge has them: one each, the key as it is, not URL-encoded.
 * Source: S3 User Guide, "EventBridge event message structure".
 */
export const eventBridge: Envelope = (body) => {
  const isS3 = body['source'] === 'aws.s3' && typeof body['detail-type'] === 'string';
  return isS3 ? readEach([body], readEvent) : undefined;
};

function readEvent(body: unknown): StorageEvent {
  const detail = child(body, 'detail');
  const object = child(detail, 'object');
  const name = token(nameOf(body as JsonObject, detail), 'detail-type');
  return knownFields({
    kind: eventKind(name),
    name,
    bucket: token(child(detail, 'bucket')['name'], 'the bucket'),
    key: objectKey(object['key'], false),
    size: size(object['size']),
    etag: etag(object['etag']),
    // Hex in lower case here and in upper case in S3's own messages.
    sequencer: optionalToken(object['sequencer'], 'sequencer')?.toUpperCase(),
    versionId: optionalToken(object['version-id'], 'version-id'),
    time: time((body as JsonObject)['time']),
  });
}

const CREATED_BY: Readonly<Record<string, string>> = {
  PutObject: 'ObjectCreated:Put',
  'POST Object': 'ObjectCreated:Post',
  CopyObject: 'ObjectCreated:Copy',
  CompleteMultipartUpload: 'ObjectCreated:CompleteMultipartUpload',
};

/** The name that S3's own message would have; for what is of no concern here, EventBridge's. */
function nameOf(body: JsonObject, detail: JsonObject): string {
  const type = String(body['detail-type']);
  const reason = String(detail['reason']);
  switch (type) {
    case 'Object Created':
      return Object.hasOwn(CREATED_BY, reason) ? (CREATED_BY[reason] ?? '') : 'ObjectCreated';
    case 'Object Deleted': {
      const marker = detail['deletion-type'] === 'Delete Marker Created';
      const removal = reason === 'Lifecycle Expiration' ? 'LifecycleExpiration' : 'ObjectRemoved';
      return `${removal}:${marker ? 'DeleteMarkerCreated' : 'Delete'}`;
    }
    default:
      return type.replaceAll(' ', '');
  }
}
