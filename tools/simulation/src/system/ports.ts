import { createTransferStrategies } from '@waybill/transfer';
import { MemoryChunkRepository } from '../database/memory-chunk-repository.js';
import { MemoryDeadLetters } from '../database/memory-dead-letters.js';
import { MemoryFileRepository } from '../database/memory-file-repository.js';
import { MemoryJournal } from '../database/memory-journal.js';
import { ArrivalRecorder } from '../database/record-arrivals.js';
import { replacing } from '../mutants/mutant.js';
import { queuePortsOf } from '../queue/queue-ports.js';
import type { SimProcess } from '../sim-process.js';
import {
  signersOf,
  SimMultipartUploads,
  SimObjectHasher,
  SimObjectLister,
  SimObjectReader,
  SimObjectRemover,
  SimObjectSealer,
} from '../store/store-ports.js';
import type { Surroundings } from '../surroundings.js';

/** Every port as one process has it: each call goes over the network. */
export function portsOf(surroundings: Surroundings, process: SimProcess) {
  const { network, db, store, queue, time, mutant, checks } = surroundings;
  const Files = mutant.fileRepository ?? MemoryFileRepository;
  const Chunks = mutant.chunkRepository ?? MemoryChunkRepository;
  const Letters = mutant.deadLetters ?? MemoryDeadLetters;
  const recorder = new (mutant.recorder ?? ArrivalRecorder)(db);
  const inDatabase = <Port extends object>(port: Port) => network.remote(process, 'database', port);
  const inStore = <Port extends object>(port: Port) => network.remote(process, 'store', port);

  const files = inDatabase(new Files(db));
  const local = new Chunks(db, recorder);
  const remoteChunks = inDatabase(
    replacing(local, {
      recordArrivals: async (batch) => {
        const results = await local.recordArrivals(batch);
        checks.commits.recorded(results);
        return results;
      },
    }),
  );
  const chunks = mutant.chunks?.(remoteChunks, db) ?? remoteChunks;
  const remoteLister = inStore(new SimObjectLister(store));
  const lister = mutant.lister?.(remoteLister) ?? remoteLister;
  const reader = inStore(new SimObjectReader(store));
  const remover = inStore(new SimObjectRemover(store));
  const uploads = inStore(new SimMultipartUploads(store));
  const sealer = inStore(new SimObjectSealer(store));
  const signers = signersOf(store, time.date);
  const transfer = { files, lister, reader, remover, uploads, sealer, ...signers };
  const strategies = createTransferStrategies(transfer, {
    copyConcurrency: 2,
    completionWaitsMs: [],
  });
  return {
    files,
    chunks,
    lister,
    reader,
    remover,
    uploads,
    journal: inDatabase(new MemoryJournal(db)),
    deadLetters: inDatabase(new Letters(db)),
    hasher: inStore(new SimObjectHasher(store)),
    strategies: mutant.strategies?.(strategies, transfer) ?? strategies,
    queues: queuePortsOf(
      (key, jobs) =>
        network.call(process, 'queue', `add ${key}`, () => {
          queue.add(key, jobs);
          checks.intake.queued(key, jobs);
          return Promise.resolve();
        }),
      time.date,
    ),
  };
}

export type Ports = ReturnType<typeof portsOf>;
