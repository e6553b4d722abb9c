import type { QueueKey } from '@waybill/messaging';
import { Client } from './actors/client.js';
import { intrude } from './actors/intruder.js';
import { makeNoise } from './actors/noise.js';
import { planFiles } from './actors/plans.js';
import type { Truth } from './actors/truth.js';
import { Watcher } from './actors/watcher.js';
import { Checks } from './checks/checks.js';
import { checkEnding } from './checks/ending-checks.js';
import { MemoryDatabase } from './database/memory-database.js';
import type { Mutant } from './mutants/mutant.js';
import { Network } from './network.js';
import { type SimJob, SimQueue } from './queue/sim-queue.js';
import { Random } from './random.js';
import type { Scene } from './scene.js';
import { SimProcess } from './sim-process.js';
import { Notifications } from './store/notifications.js';
import { SimStore, type StoreLaws } from './store/sim-store.js';
import type { Surroundings } from './surroundings.js';
import { ApiReplica } from './system/api-replica.js';
import { MessageBus } from './system/message-bus.js';
import { Processor } from './system/processor.js';
import { VirtualTime } from './time/virtual-time.js';
import { Trace } from './trace.js';
import { uuidSource } from './uuids.js';
import { climateOf, Weather } from './weather.js';

/** Milliseconds. */
const MAINTENANCE_EVERY = 5_000;
const LONGEST = 400_000;
const RESTART_AFTER = 1_500;

/** One simulation: the whole system, its clients and its weather, all by one seed. */
export class World implements Surroundings {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly weather: Weather;
  readonly trace: Trace;
  readonly network: Network;
  readonly db: MemoryDatabase;
  readonly queue: SimQueue;
  readonly store: SimStore;
  readonly checks: Checks;
  private readonly notifications: Notifications;
  private readonly bus: MessageBus;
  private readonly nextId: () => string;
  private readonly truths: readonly Truth[];
  private readonly watchers: Watcher[] = [];
  private replicas: (ApiReplica | undefined)[] = [];
  private processors: (Processor | undefined)[] = [];
  private started = 0;
  private ended = false;

  constructor(
    seed: number,
    readonly mutant: Mutant,
    scene: Scene,
    keepTrace: boolean,
  ) {
    const random = new Random(seed);
    const { time } = this;
    this.random = random;
    this.trace = new Trace(() => time.elapsed, keepTrace);
    this.weather = new Weather(climateOf(random), random);
    this.network = new Network(time, random, this.weather, this.trace);
    this.checks = new Checks(this.trace, () => this);
    this.db = new MemoryDatabase(time.date, this.checks.commits.committed, () =>
      random.chance(0.15),
    );
    this.queue = new SimQueue((key) => this.wake(key));
    this.store = new SimStore(
      'waybill',
      { ...lawsOf(random), ...scene.laws },
      time.date,
      (name, key, object) => this.notifications.objectCreated(name, key, object),
    );
    this.db.storeProfile = this.store.laws.profile;
    this.notifications = new Notifications(
      this,
      Notifications.flavourOf((items) => random.pick(items)),
      () => this.replica(),
    );
    this.bus = new MessageBus(this, () => this.replicas.flatMap((one) => one ?? []));
    this.nextId = uuidSource(time, random);
    const tenants = [this.nextId(), this.nextId()];
    const truths = planFiles(random, tenants, this.store.laws.profile);
    this.truths = scene.file ? truths.map(scene.file) : truths;
    for (const tenantId of tenants) this.watch(new Watcher(this, { tenantId }, this.replica, 0));
  }

  /** Resolves at the first violation, or when everything has come to rest and was checked. */
  async run(): Promise<void> {
    const { time, random, checks } = this;
    for (let index = 0; index < 2; index += 1) {
      this.startReplica(index);
      this.startProcessor(index);
    }
    for (const truth of this.truths) void new Client(this, truth, this.replica).run();
    time.every(MAINTENANCE_EVERY, () => void this.maintain());
    time.after(random.between(4_000, 12_000), () => this.watchSomeFile());
    this.startTroubles();
    time.after(random.between(15_000, 35_000), () => {
      this.weather.clear = true;
      this.trace.tell(() => 'the weather clears');
      this.whenAtRest();
    });
    await time.runUntil(() => this.ended || checks.violation !== undefined);
  }

  stalled(job: SimJob): void {
    if (this.mutant.stalled) this.mutant.stalled(this.queue, job);
    else this.queue.release(job);
  }

  private readonly replica = (): ApiReplica | undefined => this.replicas[this.random.between(0, 1)];

  private wake(key: QueueKey): void {
    for (const processor of this.processors) processor?.wake(key);
  }

  private startReplica(index: number): void {
    const process = new SimProcess(`api-${++this.started}`, this.time);
    const publisher = this.bus.publisherOf(process);
    this.replicas[index] = new ApiReplica(process, this, publisher, this.nextId);
    process.onEnd(() => {
      this.replicas[index] = undefined;
      this.time.after(RESTART_AFTER, () => this.startReplica(index));
    });
  }

  private startProcessor(index: number): void {
    const process = new SimProcess(`processor-${++this.started}`, this.time);
    this.processors[index] = new Processor(process, this, this.bus);
    process.onEnd(() => {
      this.processors[index] = undefined;
      this.time.after(RESTART_AFTER, () => this.startProcessor(index));
    });
  }

  private async maintain(): Promise<void> {
    const processor = this.processors[this.random.between(0, 1)];
    try {
      await processor?.maintain();
    } catch (error) {
      this.checks.unexpected('maintenance', error);
    }
  }

  private watch(watcher: Watcher): void {
    this.watchers.push(watcher);
    void watcher.run();
  }

  private watchSomeFile(): void {
    const { fileId, tenantId } = this.random.pick(this.truths);
    if (fileId !== undefined) this.watch(new Watcher(this, { tenantId, fileId }, this.replica));
  }

  private startTroubles(): void {
    const { climate } = this.weather;
    this.trouble(climate.crashEvery, 'crashes', () => {
      const victims = [...this.replicas, ...this.processors].flatMap((one) => one?.process ?? []);
      if (victims.length === 0) return;
      const victim = this.random.pick(victims);
      this.trace.tell(() => `${victim.name} is killed`);
      victim.crash();
    });
    this.trouble(climate.flushEvery, 'flushes', () => {
      this.trace.tell(() => 'Redis is flushed');
      this.queue.flush();
    });
    this.trouble(climate.uploadLostEvery, 'uploads lost', () => {
      const uploads = [...this.store.uploads.values()];
      if (uploads.length > 0) this.store.uploads.delete(this.random.pick(uploads).id);
    });
    this.trouble(8_000, 'strange events', () =>
      makeNoise(this, this.notifications, this.truths, this.nextId()),
    );
    this.trouble(5_000, 'intruders', () => void intrude(this, this.truths, this.replica));
  }

  /** Again and again while the weather is bad, at random intervals of about this many milliseconds. */
  private trouble(every: number, name: string, happen: () => void): void {
    if (every === Infinity) return;
    this.time.after(this.random.between(every >> 1, every + (every >> 1)), () => {
      if (this.weather.clear) return;
      this.trace.count(name);
      happen();
      this.trouble(every, name, happen);
    });
  }

  private whenAtRest(): void {
    const late = this.time.elapsed > LONGEST;
    if (!late && !this.isAtRest()) {
      this.time.after(3_000, () => this.whenAtRest());
      return;
    }
    // Streams and hubs get one more look at the journal, the store one more sweep.
    this.time.after(9_000, () => {
      void this.sweep().then(() => {
        checkEnding(this, this.truths, this.watchers);
        this.ended = true;
      });
    });
  }

  private isAtRest(): boolean {
    const { db, queue, notifications, truths } = this;
    const settled = truths.every(({ fileId, done, expiresIn }) => {
      const status = db.file(fileId ?? '')?.status;
      const over =
        status !== undefined && ['completed', 'aborted', 'expired', 'deleted'].includes(status);
      return done && (over || (status === 'failed' && expiresIn >= 3_600));
    });
    const published = db.relay.published === db.journal.length;
    return settled && published && queue.isIdle && notifications.pending === 0;
  }

  private async sweep(): Promise<void> {
    try {
      await this.processors[0]?.sweep();
    } catch (error) {
      this.checks.unexpected('the sweep', error);
    }
  }
}

function lawsOf(random: Random): StoreLaws {
  return {
    profile: random.pick(['sha256', 'md5', 'none', 'none'] as const),
    sizes: random.chance(0.5),
    writeOnce: random.chance(0.7),
  };
}
