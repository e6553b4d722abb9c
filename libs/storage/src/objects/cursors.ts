/** Where a list of uploads goes on: behind this key and, among its uploads, this id. */
export interface UploadMarker {
  readonly KeyMarker?: string;
  readonly UploadIdMarker?: string;
}

export function encodeUploadCursor({ KeyMarker, UploadIdMarker }: UploadMarker): string {
  return Buffer.from(JSON.stringify([KeyMarker, UploadIdMarker])).toString('base64url');
}

/** @throws RangeError */
export function decodeUploadCursor(cursor: string): UploadMarker {
  const [key, uploadId] = parse(cursor);
  if (typeof key !== 'string') throw new RangeError('This is no cursor of a list of uploads.');
  return { KeyMarker: key, ...(typeof uploadId === 'string' ? { UploadIdMarker: uploadId } : {}) };
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
