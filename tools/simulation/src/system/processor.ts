import {
  type ProcessorPorts,
  type ProcessorUseCases,
  processorUseCases,
} from '@waybill/event-processor/use-cases';
import {
  type QueueHandler,
  type QueueHandlers,
  type QueueKey,
  UNSETTLED,
} from '@waybill/messaging';
import { MemoryOutbox } from '../database/memory-outbox.js';
import { replacing } from '../mutants/mutant.js';
import type { SimJob } from '../queue/sim-queue.js';
import { SimWorker } from '../queue/sim-worker.js';
import { type SimProcess, stretched } from '../sim-process.js';
import type { Surroundings } from '../surroundings.js';
import type { MessageBus } from './message-bus.js';
import { metricsOf, NO_LOGGER } from './instruments.js';
import { portsOf } from './ports.js';

/** Slots for each queue. */
const SLOTS: readonly QueueKey[] = [
  'storageEvents',
  'storageEvents',
  'assembly',
  'cleanup',
  'verification',
];
/** Seconds; as in production, but for the scale. */
const RECONCILER = { quietFor: 4, maxGap: 16, maxFiles: 50, maxPages: 100 };
/** Once, at the end: whatever is left over goes. */
const SWEEP = { grace: 0, maxShare: 1 };
/** No other installation is there, no tenant has a webhook, and no finished object is lost. */
const AROUND = {
  bucket: { verify: () => Promise.resolve() },
  webhooks: { kick: () => undefined },
  drift: { lookSoon: () => Promise.resolve() },
};
/** How much more seldom the relay polls. */
const POLL_STRETCH = 16;

/** A process of the event-processor: its workers, its relay and its maintenance. */
export class Processor {
  private readonly ports: ProcessorPorts;
  private readonly useCases: ProcessorUseCases;
  private readonly workers: readonly { readonly key: QueueKey; readonly worker: SimWorker }[];

  constructor(
    readonly process: SimProcess,
    private readonly surroundings: Surroundings,
    bus: MessageBus,
  ) {
    this.ports = this.portsOf(bus);
    this.useCases = processorUseCases(this.ports);
    this.workers = SLOTS.map((key, index) => ({
      key,
      worker: new SimWorker(
        process,
        key,
        surroundings,
        (job) => this.handlerOf(job),
        `${process.name}#${index}`,
      ),
    }));
    const relayQueues = surroundings.mutant.relayQueues?.(this.ports);
    processorUseCases({ ...this.ports, ...relayQueues }).relayLoop.start();
    for (const key of SLOTS) this.wake(key);
  }

  wake(key: QueueKey): void {
    for (const one of this.workers) if (one.key === key) one.worker.wake();
  }

  /** What the queue `maintenance` would have it do. */
  async maintain(): Promise<void> {
    const { time, network, queue } = this.surroundings;
    const { reconcileFiles, expireFiles, cleanUpAgain } = this.useCases;
    await reconcileFiles.execute();
    await expireFiles.execute(time.date());
    await cleanUpAgain.execute(time.date());
    await network.call(this.process, 'queue', 'redrive', () => {
      queue.redrive((reason) => reason.startsWith(UNSETTLED));
      return Promise.resolve();
    });
  }

  async sweep(): Promise<void> {
    await this.useCases.sweepLeftovers.execute();
  }

  private portsOf(bus: MessageBus): ProcessorPorts {
    const { process, surroundings } = this;
    const { bucket, laws } = surroundings.store;
    const { queues, ...ports } = portsOf(surroundings, process);
    return {
      ...AROUND,
      ...ports,
      ...queues,
      outbox: this.outbox(),
      publisher: bus.publisherOf(process),
      store: laws,
      location: { bucket, prefix: '' },
      reconciler: RECONCILER,
      sweep: SWEEP,
      metrics: metricsOf(() => undefined),
      logger: NO_LOGGER,
      timers: stretched(process, POLL_STRETCH),
    };
  }

  private outbox(): MemoryOutbox {
    const { process, surroundings } = this;
    const { mutant, network, weather } = surroundings;
    const outbox = new (mutant.outbox ?? MemoryOutbox)(surroundings.db, process, (name, effect) =>
      network.call(process, 'database', `outbox ${name}`, () => {
        const result = effect();
        surroundings.checks.publication.look();
        return Promise.resolve(result);
      }),
    );
    return replacing(outbox, {
      onAppend: async (wake) => {
        const stop = await outbox.onAppend(() => {
          if (!weather.strikes('wakeLost')) process.after(network.latency(), wake);
        });
        process.onEnd(() => void stop());
        return stop;
      },
    });
  }

  private handlerOf(job: SimJob): { handler: QueueHandler<never>; done?: () => void } {
    const { checks, mutant, trace } = this.surroundings;
    const tally = checks.accounts.tallyOf(job);
    const metrics = metricsOf(tally.count, () => trace.count('parts copied'));
    const files = job.key === 'cleanup' && mutant.cleanupFiles?.(this.ports.files);
    const { handlers } = processorUseCases({ ...this.ports, metrics, ...(files && { files }) });
    const handler = (handlers as Partial<QueueHandlers>)[job.key];
    if (!handler) throw new Error(`Nobody works on ${job.key} in the simulation.`);
    return { handler: mutant.handler?.(handler, job) ?? handler, done: tally.close };
  }
}
