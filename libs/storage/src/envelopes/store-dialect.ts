import { cephSequencer } from './ceph-sequencer.js';
import { isObject, type JsonObject } from './envelope.js';

/** In what the stores differ that write S3's records. */
interface StoreDialect {
  /** Keys are URL-encoded, `+` being a space. */
  readonly keysEncoded: boolean;
  /** False where the size of such an event is a 0 that means nothing. */
  knowsSize(eventName: string): boolean;
  /** As text that orders as time does; undefined where the store's own does not. */
  sequencer(printed: string | undefined): string | undefined;
}

const AWS: StoreDialect = {
  keysEncoded: true,
  knowsSize: () => true,
  sequencer: (printed) => printed,
};

/** A `+` or `%` in its keys is a character like others. */
const CEPH: StoreDialect = {
  ...AWS,
  keysEncoded: false,
  sequencer: (printed) => printed && cephSequencer(printed),
};

/**
 * VersityGW calls itself `aws:s3`, but takes the key from the unescaped path, knows the size of a
 * PUT or POST only, and counts events from 1 in hex since its last start: as text, 10 is before 9.
 * Source: versitygw `s3event/event.go`, `genSequencer`, `s3api/middlewares/url-decoder.go`.
 */
const VERSITY: StoreDialect = {
  keysEncoded: false,
  knowsSize: (eventName) => /^ObjectCreated:(?:Put|Post)$/u.test(eventName),
  sequencer: () => undefined,
};

const VERSITY_CONFIGURATIONS: readonly unknown[] = [
  'webhook-global',
  'kafka-global',
  'nats-global',
  'rabbitmq-global',
];

export function dialectOf(record: JsonObject): StoreDialect {
  if (record['eventSource'] === 'ceph:s3') return CEPH;
  return isVersity(record) ? VERSITY : AWS;
}

/** By the name that it gives its one configuration, with the `PrincipalId` that is its alone. */
function isVersity({ s3, userIdentity }: JsonObject): boolean {
  return (
    isObject(s3) &&
    VERSITY_CONFIGURATIONS.includes(s3['configurationId']) &&
    isObject(userIdentity) &&
    'PrincipalId' in userIdentity
  );
}
