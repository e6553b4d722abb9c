import type { Operation } from '@waybill/scale';
import { completeFile, createFile, type System } from '@waybill/testing';
import { eventBodies, newFile, slices, whenWhole } from '../events/event-files.js';
import { type Ask, HttpLoad } from '../load/http-load.js';
import { sendWholeFile } from './send-file.js';

const CHUNK = 5 * 1024 * 1024;

/** Calls of one kind and size, ready to be made: what has to be there before is there. */
export interface ReadyCalls {
  readonly count: number;
  /** Makes them all, and waits until all that follows of them is done. */
  readonly run: () => Promise<void>;
}

/** A kind of call with few things in it, and with many. */
export interface MeasuredCall {
  readonly operation: Operation;
  readonly few: number;
  readonly many: number;
  readonly prepare: (units: number) => Promise<ReadyCalls>;
}

/** Every kind of call that the model has. */
export function measuredCalls(system: System, callers: number): readonly MeasuredCall[] {
  const asTenant = new HttpLoad(system.api.url, system.apiKey, callers);
  const asStore = new HttpLoad(system.api.url, system.storeToken, callers);
  const asked = (asks: Ask[], load: HttpLoad): ReadyCalls => ({
    count: asks.length,
    run: async () => {
      await load.run(() => asks.shift());
    },
  });
  return [
    {
      operation: 'create',
      few: 1,
      many: 1_000,
      prepare: (units) => Promise.resolve(asked(creations(units), asTenant)),
    },
    {
      operation: 'urls',
      few: 1,
      many: 100,
      prepare: async (units) => asked(await pages(system, units), asTenant),
    },
    {
      operation: 'read',
      few: 1,
      many: 1,
      prepare: async () => asked(await reads(system), asTenant),
    },
    {
      operation: 'events',
      few: 1,
      many: 100,
      prepare: async (units) => {
        const count = units === 1 ? 10_000 : 40_000;
        return eventCalls(system, asStore, units, count);
      },
    },
    {
      operation: 'complete',
      few: 2,
      many: 12,
      prepare: async (units) => {
        const count = units === 2 ? 12 : 6;
        const ids: string[] = [];
        for (let made = 0; made < count; made++) ids.push(await sendWholeFile(system, units));
        const run = async () => {
          for (const id of ids) await completeFile(system.caller(), id);
        };
        return { count, run };
      },
    },
  ];
}

/** The events of whole files, so many in all, and their rows. */
export async function eventCalls(
  system: System,
  load: HttpLoad,
  perRequest: number,
  events: number,
): Promise<ReadyCalls> {
  const sizes = slices(Array<undefined>(events).fill(undefined), 10_000).map(
    ({ length }) => length,
  );
  const files = await Promise.all(sizes.map((chunks) => newFile(system, chunks)));
  const asks = files.flatMap((file) => eventBodies(system, file, perRequest)).map(eventAsk);
  const run = async () => {
    const left = [...asks];
    await load.run(() => left.shift());
    await Promise.all(files.map((file) => whenWhole(system, file)));
  };
  return { count: asks.length, run };
}

export function eventAsk(body: string): Ask {
  return { method: 'POST', path: '/v1/storage-events', body };
}

export function creation(chunks: number): Ask {
  const body = JSON.stringify({ name: 'load.bin', size: chunks * CHUNK, chunkSize: CHUNK });
  return { method: 'POST', path: '/v1/files', body };
}

export function page(fileId: string, urls: number, first = 1): Ask {
  const numbers = Array.from({ length: urls }, (_, index) => first + index);
  const body = JSON.stringify({ numbers });
  return { method: 'POST', path: `/v1/files/${fileId}/chunks/urls`, body };
}

function creations(chunks: number): Ask[] {
  return Array.from({ length: chunks === 1 ? 600 : 40 }, () => creation(chunks));
}

async function pages(system: System, urls: number): Promise<Ask[]> {
  const { id } = await newFile(system, 10_000);
  return Array.from({ length: 1_500 }, (_, index) => page(id, urls, 1 + (index % 99) * 100));
}

async function reads(system: System): Promise<Ask[]> {
  const { id } = await createFile(system.caller(), { size: CHUNK });
  return Array.from({ length: 5_000 }, () => ({ method: 'GET', path: `/v1/files/${id}` }) as const);
}
