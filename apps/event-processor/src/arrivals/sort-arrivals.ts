import {
  type ChunkArrival,
  type ChunkRepository,
  digestsOf,
  type ExpectedChunk,
  checkChunk,
  type JudgedArrival,
  type Refusal,
  type StoreProfile,
} from '@waybill/domain';

/** Anything that brings an arrival: an event, or a line of a list. */
interface Bringing {
  readonly arrival: ChunkArrival;
}

/** Why nothing is believed or refused before the store has said what is there. */
type Doubt = 'read_back' | Exclude<Refusal['reason'], 'wrong_sha256'>;

type Judged<Item extends Bringing> = Omit<Item, 'arrival'> & { readonly arrival: JudgedArrival };

export interface SortedArrivals<Item extends Bringing> {
  /** Believed, by what they were judged by; and, judged by nothing, those of chunks that are
   * `uploaded` or that no row has: only the database says what these are. */
  readonly settled: readonly Judged<Item>[];
  /** To be looked at in the store one by one. What an event, or a list, says is a hint. */
  readonly doubted: readonly (Item & { readonly why: Doubt })[];
  /** Of an object that is not where the file's strategy keeps that chunk: it says nothing of it. */
  readonly misplaced: readonly Item[];
}

/**
 * Sorts arrivals by what was declared of their chunks, with one question to the database.
 * @throws DomainError database_unavailable
 */
export async function sortArrivals<Item extends Bringing>(
  chunks: Pick<ChunkRepository, 'expected'>,
  items: readonly Item[],
  profile: StoreProfile,
  isPlaced: (item: Item, chunk: ExpectedChunk) => boolean = () => true,
): Promise<SortedArrivals<Item>> {
  const settled: Judged<Item>[] = [];
  const doubted: SortedArrivals<Item>['doubted'][number][] = [];
  const misplaced: Item[] = [];
  const expected = await expectedOf(chunks, items);
  for (const item of items) {
    const chunk = expected.get(nameOf(item.arrival));
    if (chunk && !isPlaced(item, chunk)) {
      misplaced.push(item);
      continue;
    }
    if (!chunk || chunk.status === 'uploaded') {
      settled.push({ ...item, arrival: { ...item.arrival, judged: undefined } });
      continue;
    }
    const judgement = checkChunk(chunk, item.arrival, profile);
    if (judgement.kind === 'believe') {
      settled.push({ ...item, arrival: { ...item.arrival, judged: digestsOf(chunk) } });
    } else {
      doubted.push({ ...item, why: judgement.kind === 'refuse' ? judgement.reason : 'read_back' });
    }
  }
  return { settled, doubted, misplaced };
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
