import {
  AssemblyQueue,
  CleanupQueue,
  type FileTask,
  type StorageEvent,
  StorageEventQueue,
  type ChunkToVerify,
  VerificationQueue,
} from '@waybill/domain';
import { NO_CAUSE, type QueueKey } from '@waybill/messaging';
import type { SimJobToAdd } from './sim-queue.js';

/** Adds jobs over the network. */
export type Add = (key: QueueKey, jobs: readonly SimJobToAdd[]) => Promise<void>;

function taskJob(verb: string, { fileId, cause }: FileTask): SimJobToAdd {
  return {
    ...(cause !== NO_CAUSE && { id: `${verb}-${fileId}-${cause}` }),
    data: { version: 1, fileId, cause },
  };
}

/** As the adapters of `@waybill/messaging` name their jobs. */
export function queuePortsOf(add: Add, now: () => Date) {
  class StorageEvents extends StorageEventQueue {
    override enqueue(events: readonly StorageEvent[]): Promise<void> {
      const receivedAt = now().toISOString();
      return add('storageEvents', [{ data: { version: 1, receivedAt, events } }]);
    }
    override replay(): Promise<never> {
      return Promise.reject(new Error('Nobody is on call in the simulation.'));
    }
  }
  class Assembly extends AssemblyQueue {
    override async enqueue(tasks: readonly FileTask[]): Promise<void> {
      if (tasks.length === 0) return;
      const jobs = tasks.map((task) => ({ ...taskJob('assemble', task), oneAtATime: task.fileId }));
      await add('assembly', jobs);
    }
  }
  class Cleanup extends CleanupQueue {
    override async enqueue(tasks: readonly FileTask[]): Promise<void> {
      if (tasks.length === 0) return;
      await add(
        'cleanup',
        tasks.map((task) => taskJob('clean-up', task)),
      );
    }
  }
  class Verification extends VerificationQueue {
    override async enqueue(chunks: readonly ChunkToVerify[]): Promise<void> {
      if (chunks.length === 0) return;
      const jobs = chunks.map((chunk) => ({
        data: { version: 1, ...chunk },
        oneAtATime: `${chunk.fileId}-${chunk.number}`,
      }));
      await add('verification', jobs);
    }
  }
  return {
    storageEvents: new StorageEvents(),
    assembly: new Assembly(),
    cleanup: new Cleanup(),
    verification: new Verification(),
  };
}

export type QueuePorts = ReturnType<typeof queuePortsOf>;
