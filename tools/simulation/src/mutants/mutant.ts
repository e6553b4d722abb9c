import type {
  ChunkRepository,
  FileRepository,
  ObjectLister,
  TransferStrategies,
} from '@waybill/domain';
import type { QueueHandler } from '@waybill/messaging';
import type { TransferPorts } from '@waybill/transfer';
import type { ParsedEnvelope } from '@waybill/storage';
import type { EventHub, IntakeBatcher } from '@waybill/upload-api/use-cases';
import type { MemoryChunkRepository } from '../database/memory-chunk-repository.js';
import type { MemoryDatabase } from '../database/memory-database.js';
import type { MemoryDeadLetters } from '../database/memory-dead-letters.js';
import type { MemoryFileRepository } from '../database/memory-file-repository.js';
import type { MemoryOutbox } from '../database/memory-outbox.js';
import type { ArrivalRecorder } from '../database/record-arrivals.js';
import type { QueuePorts } from '../queue/queue-ports.js';
import type { SimJob, SimQueue } from '../queue/sim-queue.js';
import type { Scene } from '../scene.js';

type RelayQueues = Pick<QueuePorts, 'assembly' | 'cleanup'>;

/** A bug planted by hand. What is left out is as it should be. */
export interface Mutant {
  readonly name: string;
  /** Finds it; the search goes on from 1 where some change has made another storm of this seed. */
  readonly seed: number;
  /** In which it is looked for; any storm where it is left out. */
  readonly scene?: Scene;
  readonly recorder?: new (db: MemoryDatabase) => ArrivalRecorder;
  readonly chunkRepository?: new (
    db: MemoryDatabase,
    recorder: ArrivalRecorder,
  ) => MemoryChunkRepository;
  readonly fileRepository?: new (db: MemoryDatabase) => MemoryFileRepository;
  readonly deadLetters?: new (db: MemoryDatabase) => MemoryDeadLetters;
  readonly outbox?: new (...options: ConstructorParameters<typeof MemoryOutbox>) => MemoryOutbox;
  readonly hub?: new (...options: ConstructorParameters<typeof EventHub>) => EventHub;
  /** The ports as a process has them, each call over the network. */
  readonly chunks?: (port: ChunkRepository, db: MemoryDatabase) => ChunkRepository;
  readonly apiFiles?: (port: FileRepository) => FileRepository;
  readonly cleanupFiles?: (port: FileRepository) => FileRepository;
  readonly lister?: (port: ObjectLister) => ObjectLister;
  readonly strategies?: (real: TransferStrategies, ports: TransferPorts) => TransferStrategies;
  readonly relayQueues?: (ports: RelayQueues) => RelayQueues;
  readonly parse?: (real: (body: string) => ParsedEnvelope) => (body: string) => ParsedEnvelope;
  readonly intake?: (real: Pick<IntakeBatcher, 'add'>) => Pick<IntakeBatcher, 'add'>;
  readonly handler?: (real: QueueHandler<never>, job: SimJob) => QueueHandler<never>;
  readonly stalled?: (queue: SimQueue, job: SimJob) => void;
  readonly reconnectAfter?: (lastEventId: number) => number;
}

/** The system as it is. */
export const AS_IT_IS: Mutant = { name: 'as it is', seed: 0 };

/** A port with some of its methods replaced. */
export function replacing<Port extends object>(port: Port, methods: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const own: unknown = Reflect.get(methods, name);
      if (own !== undefined) return own;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function'
        ? (member as (...args: unknown[]) => unknown).bind(target)
        : member;
    },
  });
}
