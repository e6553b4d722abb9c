import {
  judgeChunk,
  type ChunkArrival,
  type ChunkRepository,
  type ExpectedChunk,
  type StoreProfile,
} from '@waybill/domain';

/** Anything that brings an arrival: an event, or a line of a list. */
interface Bringing {
  readonly arrival: ChunkArrival;
}

export interface SortedArrivals<Item extends Bringing> {
  readonly believed: readonly Item[];
  /** Of chunks that are `uploaded`, or that no row has: only the database says what these are. */
  readonly others: readonly Item[];
  /** Of another size than was planned: their objects are in the way of the right ones. */
  readonly misfits: readonly Item[];
  /** To be looked at in the store one by one, before anything is believed or refused. */
  readonly doubted: readonly (Item & { readonly why: 'read_back' | 'wrong_md5' })[];
}

/**
 * Sorts arrivals by what was declared of their chunks, with one question to the database.
 * @throws DomainError database_unavailable
 */
export async function sortArrivals<Item extends Bringing>(
  chunks: Pick<ChunkRepository, 'expected'>,
  items: readonly Item[],
  profile: StoreProfile,
): Promise<SortedArrivals<Item>> {
  const believed: Item[] = [];
  const others: Item[] = [];
  const misfits: Item[] = [];
  const doubted: SortedArrivals<Item>['doubted'][number][] = [];
  const expected = await expectedOf(chunks, items);
  for (const item of items) {
    const chunk = expected.get(nameOf(item.arrival));
    if (!chunk || chunk.status === 'uploaded') {
      others.push(item);
      continue;
    }
    const judgement = judgeChunk(chunk, item.arrival, profile);
    if (judgement.kind === 'believe') believed.push(item);
    else if (judgement.kind === 'read_back') doubted.push({ ...item, why: 'read_back' });
    else if (judgement.reason === 'wrong_size') misfits.push(item);
    else doubted.push({ ...item, why: 'wrong_md5' });
  }
  return { believed, others, misfits, doubted };
}

async function expectedOf(
  chunks: Pick<ChunkRepository, 'expected'>,
  items: readonly Bringing[],
): Promise<ReadonlyMap<string, ExpectedChunk>> {
  if (items.length === 0) return new Map();
  const found = await chunks.expected(items.map(({ arrival }) => arrival));
  return new Map(found.map((chunk) => [nameOf(chunk), chunk]));
}

function nameOf({ fileId, number }: { readonly fileId: string; readonly number: number }): string {
  return `${fileId}/${number}`;
}
