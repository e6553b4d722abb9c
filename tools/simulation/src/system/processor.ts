import {
  AnnounceChunks,
  ApplyStorageEvents,
  AssembleFile,
  AssemblyHandler,
  CleanUpAgain,
  CleanUpFile,
  CleanupHandler,
  ExpireFiles,
  ReconcileFiles,
  RelayJournal,
  RelayLoop,
  StorageEventsHandler,
  VerificationHandler,
  VerifyChunk,
} from '@waybill/event-processor/use-cases';
import { type QueueHandler, type QueueKey, UNSETTLED } from '@waybill/messaging';
import { MemoryOutbox } from '../database/memory-outbox.js';
import type { SimJob } from '../queue/sim-queue.js';
import { SimWorker } from '../queue/sim-worker.js';
import { type SimProcess, stretched } from '../sim-process.js';
import type { Surroundings } from '../surroundings.js';
import type { MessageBus } from './message-bus.js';
import { metricsOf, NO_LOGGER } from './instruments.js';
import { type Ports, portsOf } from './ports.js';

/** Slots for each queue. */
const SLOTS: readonly QueueKey[] = ['storageEvents', 'storageEvents', 'assembly', 'cleanup'];
/** Seconds; as in production, but for the scale. */
const RECONCILER = { quietFor: 4, maxGap: 16, maxFiles: 50, maxPages: 100 };
/** How much more seldom the relay polls. */
const POLL_STRETCH = 16;

/** A process of the event-processor: its workers, its relay and its maintenance. */
export class Processor {
  readonly ports: Ports;
  private readonly workers: readonly { readonly key: QueueKey; readonly worker: SimWorker }[];
  private readonly announce: AnnounceChunks;
  private readonly quiet = metricsOf(() => undefined);

  constructor(
    readonly process: SimProcess,
    private readonly surroundings: Surroundings,
    bus: MessageBus,
  ) {
    this.ports = portsOf(surroundings, process);
    const publisher = bus.publisherOf(process);
    this.announce = new AnnounceChunks(publisher, NO_LOGGER);
    this.workers = [...SLOTS, 'verification' as const].map((key, index) => ({
      key,
      worker: new SimWorker(
        process,
        key,
        surroundings,
        (job) => this.handlerOf(job),
        `${process.name}#${index}`,
      ),
    }));
    const { mutant, network } = surroundings;
    const Outbox = mutant.outbox ?? MemoryOutbox;
    const outbox = new Outbox(surroundings.db, process, (name, effect) =>
      network.call(process, 'database', `outbox ${name}`, () => {
        const result = effect();
        surroundings.checks.publication.look();
        return Promise.resolve(result);
      }),
    );
    const queues = mutant.relayQueues?.(this.ports.queues) ?? this.ports.queues;
    const { assembly, cleanup } = queues;
    const relay = new RelayJournal(outbox, publisher, assembly, cleanup);
    const wakeable = { onAppend: (wake: () => void) => this.listen(outbox, wake) };
    new RelayLoop(
      relay,
      wakeable,
      this.quiet,
      NO_LOGGER,
      { kick: () => undefined },
      stretched(process, POLL_STRETCH),
    ).start();
    for (const key of SLOTS) this.wake(key);
    this.wake('verification');
  }

  wake(key: QueueKey): void {
    for (const one of this.workers) if (one.key === key) one.worker.wake();
  }

  /** What the queue `maintenance` would have it do. */
  async maintain(): Promise<void> {
    const { ports, quiet, surroundings, announce } = this;
    const { time, network, queue, store } = surroundings;
    const { files, chunks, strategies, queues } = ports;
    const { assembly, verification } = queues;
    await new ReconcileFiles(
      { files, chunks, strategies, assembly, verification, announce },
      RECONCILER,
      store.laws,
      quiet,
      NO_LOGGER,
    ).execute();
    await new ExpireFiles(files, quiet, NO_LOGGER).execute(time.date());
    const cleanUpFile = new CleanUpFile(files, strategies, NO_LOGGER);
    await new CleanUpAgain(files, cleanUpFile, NO_LOGGER).execute(time.date());
    await network.call(this.process, 'queue', 'redrive', () => {
      queue.redrive((reason) => reason.startsWith(UNSETTLED));
      return Promise.resolve();
    });
  }

  private async listen(outbox: MemoryOutbox, wake: () => void): Promise<() => Promise<void>> {
    const { weather, network } = this.surroundings;
    const stop = await outbox.onAppend(() => {
      if (weather.strikes('wakeLost')) return;
      this.process.after(network.latency(), wake);
    });
    this.process.onEnd(() => void stop());
    return stop;
  }

  private handlerOf(job: SimJob): { handler: QueueHandler<never>; done?: () => void } {
    const { checks, mutant } = this.surroundings;
    const tally = checks.accounts.tallyOf(job);
    const handler = this.realHandler(job, tally.count) as QueueHandler<never>;
    return { handler: mutant.handler?.(handler, job) ?? handler, done: tally.close };
  }

  private realHandler({ key }: SimJob, count: (outcome: string, times?: number) => void) {
    const { ports, quiet, announce } = this;
    const { laws, bucket } = this.surroundings.store;
    const { files, chunks, strategies, hasher, remover, reader, deadLetters, queues } = ports;
    const { verification } = queues;
    const copies = metricsOf(
      () => undefined,
      () => this.surroundings.trace.count('parts copied'),
    );
    switch (key) {
      case 'storageEvents':
        return new StorageEventsHandler(
          new ApplyStorageEvents(
            {
              chunks,
              strategies,
              reader,
              remover,
              deadLetters,
              verification,
              announce,
            },
            { bucket },
            laws,
            metricsOf(count),
            NO_LOGGER,
          ),
          // Nothing of a completed file is removed here but by its deletion.
          { execute: () => Promise.resolve() },
        );
      case 'assembly':
        return new AssemblyHandler(
          new AssembleFile(
            { files, chunks, strategies, hasher, remover },
            { bucket, prefix: '' },
            copies,
          ),
          quiet,
          NO_LOGGER,
        );
      case 'verification':
        return new VerificationHandler(
          new VerifyChunk({ files, chunks, strategies, hasher, announce }, laws, quiet),
          NO_LOGGER,
        );
      case 'cleanup': {
        const seen = this.surroundings.mutant.cleanupFiles?.(files) ?? files;
        return new CleanupHandler(new CleanUpFile(seen, strategies, NO_LOGGER));
      }
      case 'maintenance':
        throw new Error('Maintenance is asked for by the world.');
      case 'webhookDeliveries':
        throw new Error('No tenant of the simulation has a webhook.');
    }
  }
}
