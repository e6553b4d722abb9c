import {
  type ChunkArrival,
  type ChunkRef,
  type ChunkRepository,
  type ExpectedChunk,
  type ObjectReader,
  type StorageEvent,
  type TransferStrategies,
} from '@waybill/domain';
import { type Classified, classifyEvent, isOfClient } from './classify-event.js';
import { hasNoUse } from './has-no-use.js';

/** An arrival with the event that told of it. */
export interface TracedArrival {
  readonly arrival: ChunkArrival;
  readonly event: StorageEvent;
}

export interface ReadBatch {
  readonly arrivals: readonly TracedArrival[];
  /** Objects at a chunk's key that no client has sent by a URL of ours. */
  readonly intruders: readonly TracedArrival[];
  /** Keys of final objects whose file is at an end that leaves none. */
  readonly useless: readonly string[];
  readonly others: readonly {
    readonly event: StorageEvent;
    readonly outcome: 'foreign' | 'ignored' | 'final_object' | 'not_sent';
  }[];
}

export interface ReadPorts {
  readonly chunks: Pick<ChunkRepository, 'expected'>;
  readonly strategies: Pick<TransferStrategies, 'get'>;
  readonly reader: Pick<ObjectReader, 'head'>;
}

/**
 * Takes a batch apart. A file that travels as one PUT has no other object than the final one: that
 * is its chunk, unless it was made by us of bytes that were there. Some envelopes leave size or ETag
 * out: then the store is asked.
 * @throws DomainError store_unavailable, database_unavailable
 */
export async function readArrivals(
  events: readonly StorageEvent[],
  bucket: string,
  ports: ReadPorts,
): Promise<ReadBatch> {
  const classified = events.map((event) => ({ event, object: classifyEvent(event, bucket) }));
  const rows = await rowsOf(ports, classified);
  const arrivals: TracedArrival[] = [];
  const intruders: TracedArrival[] = [];
  const others: ReadBatch['others'][number][] = [];
  const useless: string[] = [];
  for (const { event, object } of classified) {
    if (object.kind === 'foreign' || object.kind === 'ignored') {
      others.push({ event, outcome: object.kind });
      continue;
    }
    const { fileId } = object;
    const number = object.kind === 'file' ? 1 : object.number;
    const row = rows.get(`${fileId}/${number}`);
    if (object.kind === 'file' && isMadeByUs(event, row, ports.strategies)) {
      others.push({ event, outcome: 'final_object' });
      if (row && hasNoUse(event.key, row.fileStatus)) useless.push(event.key);
      continue;
    }
    const found = await sizeAndEtag(event, ports.reader);
    // Gone again before anybody looked: there is nothing to believe.
    if (!found) others.push({ event, outcome: 'ignored' });
    else {
      const traced = { event, arrival: arrivalOf({ fileId, number }, found, event) };
      // Of what no row has the database says which it is.
      if (isOfClient(event) || !row) arrivals.push(traced);
      else {
        intruders.push(traced);
        others.push({ event, outcome: 'not_sent' });
      }
    }
  }
  return { arrivals, intruders, useless, others };
}

/** Asks only of what is not plainly a chunk that a client has sent: most batches have nothing else. */
async function rowsOf(
  { chunks }: ReadPorts,
  classified: readonly { readonly event: StorageEvent; readonly object: Classified }[],
): Promise<ReadonlyMap<string, ExpectedChunk>> {
  const refs = classified.flatMap(({ event, object }): ChunkRef[] => {
    if (object.kind === 'file') return [{ fileId: object.fileId, number: 1 }];
    return object.kind === 'chunk' && !isOfClient(event) ? [object] : [];
  });
  const found = refs.length === 0 ? [] : await chunks.expected(refs);
  return new Map(found.map((row) => [`${row.fileId}/${row.number}`, row]));
}

/**
 * Whether the final object is our own doing. Where one PUT is the whole file, ours is what we have
 * completed, by the event's name; and, where a store does not tell, what is made of bytes that the
 * tenant had already.
 */
function isMadeByUs(
  event: StorageEvent,
  row: ExpectedChunk | undefined,
  strategies: ReadPorts['strategies'],
): boolean {
  if (!row || !strategies.get(row.strategy).sendsFinalObject) return true;
  return event.name.endsWith(':CompleteMultipartUpload') || row.verification === 'reused';
}

function arrivalOf(
  ref: ChunkRef,
  found: { readonly size: number; readonly etag: string },
  { sequencer }: StorageEvent,
): ChunkArrival {
  return { ...ref, ...found, ...(sequencer !== undefined && { sequencer }) };
}

async function sizeAndEtag(
  event: StorageEvent,
  reader: ReadPorts['reader'],
): Promise<{ size: number; etag: string } | undefined> {
  if (event.size !== undefined && event.etag) return { size: event.size, etag: event.etag };
  const head = await reader.head(event.key);
  return head && { size: head.size, etag: head.etag };
}
