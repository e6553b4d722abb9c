/** What the store would have said of one chunk. */
export interface ChunkEvent {
  readonly fileId: string;
  readonly number: number;
  readonly etag: string;
  readonly size: number;
}

/** A record as Ceph RGW sends it: no `s3:` prefix, the key not URL-encoded. */
export function storeRecord(
  bucket: string,
  key: string,
  etag: string,
  size: number,
  sequencer = '1',
): unknown {
  return {
    eventVersion: '2.2',
    eventSource: 'ceph:s3',
    awsRegion: 'default',
    eventTime: new Date().toISOString(),
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket, ownerIdentity: { principalId: 'test' } },
      object: { key, size, eTag: etag, versionId: '', sequencer },
    },
  };
}

export function chunkRecord(bucket: string, event: ChunkEvent): unknown {
  return storeRecord(
    bucket,
    `uploads/${event.fileId}/chunks/${event.number}`,
    event.etag,
    event.size,
  );
}

/** Posts a body as the store does. */
export async function postStoreEvents(
  apiUrl: string,
  token: string,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${apiUrl}/v1/storage-events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  return { status: response.status, text: await response.text() };
}
