import type {
  ChunkArrival,
  ChunkRef,
  ChunkRepository,
  ObjectReader,
  StorageEvent,
  TransferStrategies,
} from '@waybill/domain';
import { classifyEvent } from './classify-event.js';

/** An arrival with the event that told of it. */
export interface TracedArrival {
  readonly arrival: ChunkArrival;
  readonly event: StorageEvent;
}

export interface ReadBatch {
  readonly arrivals: readonly TracedArrival[];
  /** The files of the final objects that were assembled. */
  readonly assembled: readonly string[];
  readonly others: readonly {
    readonly event: StorageEvent;
    readonly outcome: 'foreign' | 'ignored' | 'final_object';
  }[];
}

export interface ReadPorts {
  readonly chunks: Pick<ChunkRepository, 'expected'>;
  readonly strategies: Pick<TransferStrategies, 'get'>;
  readonly reader: Pick<ObjectReader, 'head'>;
}

/**
 * Takes a batch apart. A file that travels as one PUT has no other object than the final one: that
 * is its chunk. Some envelopes leave size or ETag out: then the store is asked.
 * @throws DomainError store_unavailable, database_unavailable
 */
export async function readArrivals(
  events: readonly StorageEvent[],
  bucket: string,
  ports: ReadPorts,
): Promise<ReadBatch> {
  const classified = events.map((event) => ({ event, object: classifyEvent(event, bucket) }));
  const finals = classified.flatMap(({ object }) => (object.kind === 'file' ? object.fileId : []));
  const whole = await sentWhole(ports, finals);
  const arrivals: TracedArrival[] = [];
  const others: ReadBatch['others'][number][] = [];
  for (const { event, object } of classified) {
    if (object.kind === 'foreign' || object.kind === 'ignored') {
      others.push({ event, outcome: object.kind });
      continue;
    }
    if (object.kind === 'file' && !whole.has(object.fileId)) {
      others.push({ event, outcome: 'final_object' });
      continue;
    }
    const { fileId } = object;
    const number = object.kind === 'file' ? 1 : object.number;
    const found = await sizeAndEtag(event, ports.reader);
    // Gone again before anybody looked: there is nothing to believe.
    if (!found) others.push({ event, outcome: 'ignored' });
    else arrivals.push({ event, arrival: arrivalOf({ fileId, number }, found, event) });
  }
  const assembled = [...new Set(finals)].filter((fileId) => !whole.has(fileId));
  return { arrivals, assembled, others };
}

async function sentWhole(
  { chunks, strategies }: ReadPorts,
  fileIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (fileIds.length === 0) return new Set();
  const found = await chunks.expected(fileIds.map((fileId) => ({ fileId, number: 1 })));
  return new Set(
    found.flatMap(({ fileId, strategy }) =>
      strategies.get(strategy).sendsFinalObject ? fileId : [],
    ),
  );
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
