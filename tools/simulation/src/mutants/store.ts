import {
  type Assembly,
  chunkKey,
  type Chunk,
  isSettled,
  UploadMissingError,
} from '@waybill/domain';
import { MemoryChunkRepository } from '../database/memory-chunk-repository.js';
import { MemoryFileRepository } from '../database/memory-file-repository.js';
import { type Mutant, replacing } from './mutant.js';

/** Parts in the order in which their events came. */
class ByArrival extends MemoryChunkRepository {
  override async all(fileId: string): Promise<readonly Chunk[]> {
    const chunks = await super.all(fileId);
    if (this.db.file(fileId)?.status !== 'completing') return chunks;
    return [...chunks]
      .sort((a, b) => Number(a.uploadedAt) - Number(b.uploadedAt))
      .map((chunk, index) => ({
        ...chunk,
        number: index + 1,
        source: chunk.source ?? {
          key: chunkKey(fileId, chunk.number),
          etag: chunk.etag ?? '',
          offset: 0,
          whole: true,
        },
      }));
  }
}

class NotCompleting extends MemoryFileRepository {
  override async claimQuiet(query: Parameters<MemoryFileRepository['claimQuiet']>[0]) {
    return (await super.claimQuiet(query)).filter(({ status }) => status !== 'completing');
  }
}

/** Bugs in what is done with objects. */
export const STORE_MUTANTS: readonly Mutant[] = [
  {
    name: 'reads only the first page of a list',
    seed: 10,
    lister: (port) =>
      replacing(port, {
        objects: async (prefix, cursor) => ({ items: (await port.objects(prefix, cursor)).items }),
      }),
  },
  { name: 'never looks at files that are completing', seed: 82, fileRepository: NotCompleting },
  { name: 'assembles the parts in the order of their events', seed: 2, chunkRepository: ByArrival },
  {
    name: 'takes a missing upload for a completed one',
    seed: 3,
    strategies: (real, { uploads, files }) =>
      replacing(real, {
        get: (name) => {
          const strategy = real.get(name);
          const assemble = async (assembly: Assembly) => {
            const { uploadId } = (await files.find({ fileId: assembly.file.id })) ?? {};
            const key = strategy.finalKey(assembly.file);
            if (uploadId !== undefined && !(await uploads.parts(key, uploadId))) {
              return { size: assembly.file.size, etag: new UploadMissingError(key, uploadId).name };
            }
            return strategy.assemble(assembly);
          };
          return replacing(strategy, { assemble });
        },
      }),
  },
  {
    name: 'cleans up before the file is completed',
    seed: 3,
    relayQueues: ({ assembly, cleanup }) => ({
      cleanup,
      assembly: replacing(assembly, {
        enqueue: async (tasks) => {
          await assembly.enqueue(tasks);
          await cleanup.enqueue(tasks);
        },
      }),
    }),
    cleanupFiles: (port) =>
      replacing(port, {
        find: async (ref) => {
          const file = await port.find(ref);
          return file && !isSettled(file.status) ? { ...file, status: 'completed' } : file;
        },
      }),
  },
  {
    name: 'never puts a lost chunk back',
    seed: 9,
    chunks: (port) => replacing(port, { resetLostChunks: () => Promise.resolve([]) }),
  },
  {
    name: 'takes what is not there for an object that is wrong',
    seed: 1,
    strategies: (real) =>
      replacing(real, {
        get: (name) => {
          const strategy = real.get(name);
          const storedChunk: typeof strategy.storedChunk = async (file, number) =>
            (await strategy.storedChunk(file, number)) ?? { number, size: 5, etag: 'none' };
          return replacing(strategy, { storedChunk });
        },
      }),
  },
  {
    name: 'leaves a corrupt chunk where it is',
    seed: 2,
    strategies: (real) =>
      replacing(real, {
        get: (name) => replacing(real.get(name), { removeChunk: () => Promise.resolve() }),
      }),
  },
  {
    name: 'finds the files of other tenants',
    seed: 1,
    apiFiles: (port) =>
      replacing(port, {
        find: ({ fileId }) => port.find({ fileId }),
        change: ({ fileId }, decide) => port.change({ fileId }, decide),
      }),
  },
];
