import type { Envelope } from './envelope.js';
import { readEach } from './read-each.js';
import { readS3Record } from './s3-record.js';

/**
 * `{"Records": […]}`: S3's own message. Ceph RGW, RustFS and VersityGW send it too, and MinIO with
 * `EventName` and `Key` beside it; a field of MinIO's Redis hash ("namespace" format) holds it.
 * Source: S3 User Guide, "Event message structure".
 */
export const s3Records: Envelope = ({ Records: records }) =>
  Array.isArray(records) ? readEach(records, readS3Record) : undefined;
