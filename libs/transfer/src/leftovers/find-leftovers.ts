import {
  type FileRepository,
  type FileStatus,
  type ObjectLister,
  type Page,
  parseObjectKey,
} from '@waybill/domain';
import type { Leftover, LeftoverPage } from './leftover.js';
import {
  cursorInvalid,
  type LeftoverCursor,
  nextCursor,
  readCursor,
  type Walk,
} from './leftover-cursor.js';
import { isKept, type LeftoverKind, leftoverReason } from './leftover-reason.js';

export interface FindLeftoversPorts {
  readonly lister: ObjectLister;
  readonly files: Pick<FileRepository, 'statuses' | 'find'>;
  readonly now: () => Date;
}

export interface FindLeftoversQuery {
  /** Seconds; what is younger is left alone. */
  readonly grace: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

type Found = Omit<Leftover, 'reason' | 'kept'>;

interface Candidate {
  readonly found: Found;
  readonly fileId: string;
  readonly what: LeftoverKind;
}

/**
 * One page of what lies in the bucket and belongs to no file that needs it: chunk objects, final
 * objects, then unfinished multipart uploads. What is not under one of our keys is not looked at.
 * @throws DomainError cursor_invalid, store_unavailable, database_unavailable
 */
export async function findLeftovers(
  { lister, files, now }: FindLeftoversPorts,
  { grace, cursor }: FindLeftoversQuery,
): Promise<LeftoverPage> {
  const from = readCursor(cursor);
  const page = await LISTS[from.walk](lister, from).catch((error: unknown) => {
    // What a lister says of a cursor that is none of its own.
    throw error instanceof RangeError ? cursorInvalid() : error;
  });
  const youngest = now().getTime() - grace * 1000;
  const candidates = page.items
    .filter(({ modifiedAt }) => modifiedAt.getTime() <= youngest)
    .flatMap((found) => candidateOf(found) ?? []);
  const statuses = await statusesOf(files, candidates);
  const next = nextCursor(from, page.next);
  const items: Leftover[] = [];
  for (const one of candidates) {
    const status = statuses.get(one.fileId);
    const found = leftover(one, status);
    if (found && !(status === 'completed' && (await isSourceOfFinal(files, one))))
      items.push(found);
  }
  return {
    items,
    examined: page.items.length,
    ...(next !== undefined && { next }),
  };
}

const LISTS: Readonly<
  Record<Walk, (lister: ObjectLister, from: LeftoverCursor) => Promise<Page<Found, string>>>
> = {
  chunks: (lister, { at }) => objects(lister, 'uploads/', at),
  files: (lister, { at }) => objects(lister, 'files/', at),
  uploads: async (lister, { at }) => {
    const { items, ...rest } = await lister.uploads('files/', at);
    const found = items.map(({ key, uploadId, startedAt }): Found => ({
      kind: 'upload',
      key,
      uploadId,
      modifiedAt: startedAt,
    }));
    return { ...rest, items: found };
  },
};

async function objects(
  lister: ObjectLister,
  prefix: string,
  at: string | undefined,
): Promise<Page<Found, string>> {
  const { items, ...rest } = await lister.objects(prefix, at);
  const found = items.map(({ key, size, modifiedAt }): Found => ({
    kind: 'object',
    key,
    size,
    modifiedAt,
  }));
  return { ...rest, items: found };
}

/** Undefined for a key that is not ours. */
function candidateOf(found: Found): Candidate | undefined {
  const ref = parseObjectKey(found.key);
  if (!ref) return undefined;
  return { found, fileId: ref.fileId, what: found.kind === 'upload' ? 'upload' : ref.kind };
}

async function statusesOf(
  files: FindLeftoversPorts['files'],
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, FileStatus>> {
  const ids = new Set(candidates.map(({ fileId }) => fileId));
  return ids.size === 0 ? new Map() : files.statuses([...ids]);
}

/** What a completed object was made of may share its data with it (see MultipartUploads.abort). */
async function isSourceOfFinal(
  files: FindLeftoversPorts['files'],
  { what, fileId, found }: Candidate,
): Promise<boolean> {
  if (what !== 'upload') return false;
  return (await files.find({ fileId }))?.uploadId === found.uploadId;
}

function leftover(candidate: Candidate, status: FileStatus | undefined): Leftover | undefined {
  const reason = leftoverReason(candidate.what, status);
  if (reason === undefined) return undefined;
  return { ...candidate.found, reason, kept: isKept(candidate.what, status) };
}
