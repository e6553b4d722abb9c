import { describe, expect, it } from '@jest/globals';
import { compareSequencers, parseObjectKey } from '@waybill/domain';
import fc from 'fast-check';
import { AWS_PUT, AWS_TEST_EVENT } from './fixtures/aws.js';
import { CEPH_COMPLETE, CEPH_DELETE, CEPH_PUT, CEPH_PUT_ODD_KEY } from './fixtures/ceph-rgw.js';
import { MINIO_PUT } from './fixtures/minio.js';
import { parseStorageEvents } from './parse-storage-events.js';

const FILE_ID = '0199b3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

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

  it("recognises AWS's test message", () => {
    expect(parseStorageEvents(AWS_TEST_EVENT)).toEqual({
      events: [],
      rejected: [],
      testEvent: true,
    });
  });

  it('reads what Ceph RGW 16.2 sends, whose keys are not encoded', () => {
    const [put] = parseStorageEvents(CEPH_PUT).events;
    expect(put).toEqual({
      kind: 'created',
      name: 'ObjectCreated:Put',
      bucket: 'recorded',
      key: `uploads/${FILE_ID}/chunks/1`,
      size: 5,
      etag: '5d41402abc4b2a76b9719d911017c592',
      sequencer: '6B033BAB28FB9E7A',
      time: '2026-11-22T18:59:55.684782Z',
    });
    expect(parseObjectKey(put?.key ?? '')).toEqual({ kind: 'chunk', fileId: FILE_ID, number: 1 });
    const [odd] = parseStorageEvents(CEPH_PUT_ODD_KEY).events;
    expect(odd?.key).toBe('odd/a b+c%20é"&.txt');
    const [completed] = parseStorageEvents(CEPH_COMPLETE).events;
    expect(completed).toMatchObject({
      kind: 'created',
      name: 'ObjectCreated:CompleteMultipartUpload',
      key: `files/${FILE_ID}`,
    });
    const [removed] = parseStorageEvents(CEPH_DELETE).events;
    expect(removed?.kind).toBe('removed');
  });

  it("brings Ceph's sequencers into the order of time", () => {
    const inOrder = [CEPH_PUT, CEPH_PUT_ODD_KEY, CEPH_COMPLETE, CEPH_DELETE];
    const sequencers = inOrder.map((body) => parseStorageEvents(body).events[0]?.sequencer ?? '');
    expect([...sequencers].sort(compareSequencers)).toEqual(sequencers);
    // As Ceph prints them, the first two are the other way round.
    const printed = inOrder.map((body) => body.Records[0]?.s3.object.sequencer ?? '');
    expect([...printed].sort(compareSequencers)).not.toEqual(printed);
  });

  it("reads MinIO's message, with its prefix and its encoded slashes", () => {
    expect(parseStorageEvents(MINIO_PUT).events).toEqual([
      {
        kind: 'created',
        name: 'ObjectCreated:Put',
        bucket: 'waybill',
        key: `uploads/${FILE_ID}/chunks/2`,
        size: 8_388_608,
        etag: '96995b58d4cbf6aaa9041b4f00c7f6ae',
        sequencer: '17CB54C41E3B6C9A',
        time: '2024-05-01T10:20:30.400Z',
      },
    ]);
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
    expect(parsed.rejected[0]?.record).toBe(poison);
    expect(parsed.rejected[0]?.reason).not.toBe('');
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

  it('accounts for every record, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.constant(record({})))), (records) => {
        const parsed = parseStorageEvents({ Records: records });
        expect(parsed.events.length + parsed.rejected.length).toBe(records.length);
      }),
    );
  });
});
