import type { Envelope } from './envelope.js';
import { readEach } from './read-each.js';
import { readS3Record } from './s3-record.js';

/**
 * `{"Event": [records], "EventTime": …}`, mostly alone in a list: what MinIO pushes onto a Redis
 * list in its "access" format.
 * Source: minio `internal/event/target/redis.go`, `RedisAccessEvent`.
 */
export const minioAccessLog: Envelope = ({ Event: records }) =>
  Array.isArray(records) ? readEach(records, readS3Record) : undefined;
