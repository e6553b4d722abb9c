import {
  type Assembly,
  AssemblyFailure,
  type Chunk,
  isMissing,
  multipartEtag,
  type Part,
} from '@waybill/domain';

/** Where a part is copied from. */
export interface PartSource {
  readonly key: string;
  /** Of the whole source object, without quotes. */
  readonly etag: string;
  /** Bytes; the whole object where it is left out. */
  readonly range?: { readonly offset: number; readonly size: number };
}

export interface PlannedPart extends Part {
  /** Absent where the client sends the part straight into the upload. */
  readonly source?: PartSource;
}

/** What has to come out of an assembly, by the database alone. */
export interface AssemblyPlan {
  readonly fileId: string;
  readonly key: string;
  /** In order. Each part is one verified chunk. */
  readonly parts: readonly PlannedPart[];
  readonly size: number;
  /** Undefined where the store's ETags are no MD5, so that nothing can be reckoned from them. */
  readonly etag?: string;
}

const PLAIN_MD5 = /^[0-9a-f]{32}$/u;

/**
 * @param sentTo where the bytes of a chunk lie that the client has sent
 * @throws AssemblyFailure chunks_missing
 */
export function planAssembly(
  { file, chunks }: Assembly,
  key: string,
  sentTo: (chunk: Chunk) => Pick<PartSource, 'key'> | undefined,
): AssemblyPlan {
  const parts = chunks.flatMap((chunk) => plannedPart(chunk, sentTo) ?? []);
  if (parts.length !== file.chunkCount) {
    throw new AssemblyFailure(
      'chunks_missing',
      `${file.chunkCount - parts.length} of ${file.chunkCount} chunks are not verified.`,
    );
  }
  const etags = parts.map(({ etag }) => etag);
  const reckonable = etags.every((etag) => PLAIN_MD5.test(etag));
  return {
    fileId: file.id,
    key,
    parts,
    size: file.size,
    ...(reckonable && { etag: multipartEtag(etags) }),
  };
}

function plannedPart(
  chunk: Chunk,
  sentTo: (chunk: Chunk) => Pick<PartSource, 'key'> | undefined,
): PlannedPart | undefined {
  const { number, size, etag, status } = chunk;
  if (isMissing(status) || etag === undefined) return undefined;
  const sent = chunk.source ? undefined : sentTo(chunk);
  const source = reusedSource(chunk) ?? (sent && { ...sent, etag });
  return { number, size, etag, ...(source && { source }) };
}

function reusedSource({ source, size }: Chunk): PartSource | undefined {
  if (!source) return undefined;
  const { key, etag, offset, whole } = source;
  return { key, etag, ...(!whole && { range: { offset, size } }) };
}
