import { describe, expect, it } from '@jest/globals';
import { compareSequencers, parseObjectKey } from '@waybill/domain';
import fc from 'fast-check';
import { AWS_BODIES, AWS_PUT } from './fixtures/aws.js';
import { CEPH_COMPLETE, CEPH_DELETE, CEPH_PUT, CEPH_PUT_ODD_KEY } from './fixtures/ceph-rgw.js';
import { EVENT_BRIDGE_BODIES } from './fixtures/event-bridge.js';
import { MINIO_ACCESS_BODIES, MINIO_BODIES } from './fixtures/minio.js';
import { SAMPLES } from './fixtures/samples.js';
import { snsNotification } from './fixtures/sns.js';
import { parseStorageEvents } from './parse-storage-events.js';

/** AWS's sample with another object in it. */
function record(object: object, fields: object = {}): object {
  const [sample] = AWS_PUT.Records;
  const s3 = { ...sample?.s3, object: { ...sample?.s3.object, ...object } };
  return { ...sample, s3, ...fields };
}

describe('parseStorageEvents', () => {
  it("reads AWS's message and decodes its key", () => {
    expect(parseStorageEvents(AWS_PUT)).toEqual({
      events: [
        {
          kind: 'created',
          name: 'ObjectCreated:Put',
          bucket: 'amzn-s3-demo-bucket',
          key: 'Happy Face + 50%/é.jpg',
          size: 1024,
          etag: 'd41d8cd98f00b204e9800998ecf8427e',
          sequencer: '0055AED6DCD90281E5',
          versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
          time: '1970-01-01T00:00:00.000Z',
        },
      ],
      rejected: [],
    });
  });

  it.each(SAMPLES)('reads $name', ({ name, body, events }) => {
    const test = name.endsWith('test event');
    // As it comes: through JSON.
    const parsed = parseStorageEvents(JSON.parse(JSON.stringify(body)));
    expect(parsed).toStrictEqual({ events, rejected: [], ...(test && { testEvent: true }) });
  });

  it('finds file and chunk in the keys of every store', () => {
    const keys = SAMPLES.filter(({ name }) => name.endsWith(': put')).map(
      ({ events }) => events[0]?.key ?? '',
    );
    expect(keys.length).toBeGreaterThanOrEqual(10);
    for (const key of keys) {
      expect(parseObjectKey(key)).toMatchObject({ kind: 'chunk', number: 1 });
    }
  });

  it("brings Ceph's sequencers into the order of time", () => {
    const inOrder = [CEPH_PUT, CEPH_PUT_ODD_KEY, CEPH_COMPLETE, CEPH_DELETE];
    const sequencers = inOrder.map((body) => parseStorageEvents(body).events[0]?.sequencer ?? '');
    expect([...sequencers].sort(compareSequencers)).toEqual(sequencers);
    // As Ceph prints them, the first two are the other way round.
    const printed = inOrder.map((body) => body.Records[0]?.s3.object.sequencer ?? '');
    expect([...printed].sort(compareSequencers)).not.toEqual(printed);
  });

  it.each([
    ['s3:ObjectCreated:Copy', 'created'],
    ['ObjectCreated:CompleteMultipartUpload', 'created'],
    ['ObjectRemoved:DeleteMarkerCreated', 'removed'],
    ['LifecycleExpiration:Delete', 'removed'],
    ['ObjectLifecycle:Expiration:Current', 'removed'],
    ['ObjectRestore:Post', 'other'],
    ['ObjectCreatedLater', 'other'],
  ])('takes %s for %s', (eventName, kind) => {
    const body = { Records: [record({}, { eventName })] };
    expect(parseStorageEvents(body).events[0]?.kind).toBe(kind);
  });

  it.each([
    ['a missing object', { s3: { bucket: { name: 'b' } } }],
    ['no object at all', 'text'],
    ['null', null],
    ['a missing bucket', { eventName: 'ObjectCreated:Put', s3: { object: { key: 'k' } } }],
    ['a missing name', record({}, { eventName: undefined })],
    ['a key that is no text', record({ key: 7 })],
    ['a key that is badly encoded', record({ key: 'a%zz' })],
    ['a key of half a surrogate pair', record({ key: '\ud800' }, { eventSource: 'ceph:s3' })],
    ['a key that is too long', record({ key: 'k'.repeat(1_025) })],
    ['a negative size', record({ size: -1 })],
    ['a size that is text', record({ size: '12' })],
    ['an ETag with a NUL', record({ eTag: 'a\u0000b' })],
    ['a sequencer that is an object', record({ sequencer: {} })],
  ])('rejects a record with %s and keeps the others', (_, poison) => {
    const good = record({ key: 'good' });
    const parsed = parseStorageEvents({ Records: [good, poison, good] });
    expect(parsed.events.map((event) => event.key)).toEqual(['good', 'good']);
    expect(parsed.rejected).toHaveLength(1);
    expect(parsed.rejected[0]?.body).toBe(JSON.stringify(poison) ?? '');
    expect(parsed.rejected[0]?.detail).not.toBe('');
  });

  it('bares ETags and leaves out what is empty', () => {
    const object = { eTag: '"abc"', versionId: '', sequencer: '', size: undefined };
    const [event] = parseStorageEvents({ Records: [record(object)] }).events;
    expect(event?.etag).toBe('abc');
    expect(Object.keys(event ?? {})).toEqual(['kind', 'name', 'bucket', 'key', 'etag', 'time']);
  });

  it.each([[undefined], [null], ['text'], [7], [[]], [{}], [{ Records: {} }], [{ Event: 'x' }]])(
    'refuses %p as a whole',
    (body: unknown) => {
      expect(() => parseStorageEvents(body)).toThrow(
        expect.objectContaining({ code: 'events_unparsable' }),
      );
    },
  );

  const bridged = (type: string, detail: object) => ({
    ...EVENT_BRIDGE_BODIES.put,
    'detail-type': type,
    detail: { bucket: { name: 'b' }, object: { key: 'k' }, ...detail },
  });

  it.each([
    ['Object Created', { reason: 'PutObject' }, 'ObjectCreated:Put', 'created'],
    ['Object Created', { reason: 'POST Object' }, 'ObjectCreated:Post', 'created'],
    ['Object Created', { reason: 'CopyObject' }, 'ObjectCreated:Copy', 'created'],
    [
      'Object Created',
      { reason: 'CompleteMultipartUpload' },
      'ObjectCreated:CompleteMultipartUpload',
      'created',
    ],
    ['Object Created', { reason: 'toString' }, 'ObjectCreated', 'created'],
    ['Object Created', {}, 'ObjectCreated', 'created'],
    ['Object Deleted', { reason: 'DeleteObject' }, 'ObjectRemoved:Delete', 'removed'],
    [
      'Object Deleted',
      { reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' },
      'ObjectRemoved:DeleteMarkerCreated',
      'removed',
    ],
    [
      'Object Deleted',
      { reason: 'Lifecycle Expiration', 'deletion-type': 'Permanently Deleted' },
      'LifecycleExpiration:Delete',
      'removed',
    ],
    ['Object Tags Added', {}, 'ObjectTagsAdded', 'other'],
    ['Object Restore Completed', {}, 'ObjectRestoreCompleted', 'other'],
  ])("takes EventBridge's %s %j for %s", (type, detail, name, kind) => {
    expect(parseStorageEvents(bridged(type, detail)).events).toMatchObject([{ name, kind }]);
  });

  it.each([
    ['EventBridge', bridged('Object Created', { object: { key: 7 } })],
    ['EventBridge in SNS', snsNotification(bridged('Object Created', { object: undefined }))],
    ['SNS', snsNotification({ Records: [7] })],
  ])('rejects a record in %s that is of no use', (_, body) => {
    const { events, rejected } = parseStorageEvents(body);
    expect([events, rejected.length]).toEqual([[], 1]);
  });

  it('keeps what stands beside a poison entry in a Redis list', () => {
    const [good] = MINIO_ACCESS_BODIES.put as object[];
    const { events, rejected } = parseStorageEvents([7, good, { Event: [{}] }, { Event: 'x' }, []]);
    expect(events).toHaveLength(1);
    expect(rejected.map(({ body }) => body)).toEqual(['7', '{}', '{"Event":"x"}', '[]']);
    expect(parseStorageEvents(good).events).toEqual(events);
  });

  it.each([
    ['no JSON', { ...snsNotification({}), Message: 'You have chosen to subscribe' }],
    ['JSON of something else', snsNotification({ hello: 1 })],
    ['no message', { Type: 'Notification' }],
    ['a subscription', { ...snsNotification(AWS_BODIES.put), Type: 'SubscriptionConfirmation' }],
    ['too many layers', Array(5).fill(0).reduce<object>(snsNotification, AWS_BODIES.put)],
    ["EventBridge of another service's", { ...EVENT_BRIDGE_BODIES.put, source: 'aws.ec2' }],
    ['SNS in a list', [snsNotification(AWS_BODIES.put)]],
  ])('refuses SNS with %s as a whole', (_, body: unknown) => {
    expect(() => parseStorageEvents(body)).toThrow(
      expect.objectContaining({ code: 'events_unparsable' }),
    );
  });

  it('accounts for every record, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.constant(record({})))), (records) => {
        const parsed = parseStorageEvents({ Records: records });
        expect(parsed.events.length + parsed.rejected.length).toBe(records.length);
      }),
    );
  });

  /** Samples with any part of them replaced by any JSON, deep inside strings as well. */
  const mutated = fc
    .tuple(fc.constantFrom(...SAMPLES), fc.array(fc.nat(), { maxLength: 8 }), fc.jsonValue())
    .map(([{ body }, path, poison]) => replaceAt(body, path, poison));

  it.each([
    ['any JSON', fc.jsonValue()],
    ['samples with poison in them', mutated],
    ['lists of such', fc.array(mutated)],
  ])('throws nothing but what is agreed, for %s', (_, bodies: fc.Arbitrary<unknown>) => {
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          const { events, rejected } = parseStorageEvents(body);
          for (const { kind, key, bucket } of events) {
            expect(['created', 'removed', 'other']).toContain(kind);
            expect([typeof key, typeof bucket]).toEqual(['string', 'string']);
          }
          for (const { detail } of rejected) expect(detail).not.toBe('');
        } catch (error) {
          expect(error).toMatchObject({ name: 'DomainError', code: 'events_unparsable' });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('loses no good record to any poison beside it, in any list', () => {
    const good = record({ key: 'good' });
    const wraps: ((records: unknown[]) => unknown)[] = [
      (records) => ({ Records: records }),
      (records) => snsNotification({ Records: records }),
      (records) => [{ Event: records }],
      (records) => ({ ...MINIO_BODIES.put, Records: records }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...wraps),
        fc.array(fc.jsonValue()),
        fc.array(fc.jsonValue()),
        (wrap, before, after) => {
          const parsed = parseStorageEvents(wrap([...before, good, ...after]));
          expect(parsed.events.map(({ key }) => key)).toContain('good');
          expect(parsed.events.length + parsed.rejected.length).toBe(
            before.length + 1 + after.length,
          );
        },
      ),
    );
  });
});

/** A copy of `value` whose part at the end of `path` (a member's place at each step) is `poison`. */
function replaceAt(value: unknown, [step, ...rest]: readonly number[], poison: unknown): unknown {
  if (typeof value === 'string' && /^[[{]/u.test(value)) {
    return JSON.stringify(replaceAt(JSON.parse(value), [step ?? 0, ...rest], poison));
  }
  if (step === undefined || typeof value !== 'object' || value === null) return poison;
  const entries = Object.entries(value);
  if (entries.length === 0) return poison;
  const at = step % entries.length;
  const changed = entries.map(([name, member], index): [string, unknown] => [
    name,
    index === at ? replaceAt(member, rest, poison) : member,
  ]);
  return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}
