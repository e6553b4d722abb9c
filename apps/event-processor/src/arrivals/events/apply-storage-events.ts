import { Inject, Injectable } from '@nestjs/common';
import {
  ChunkRepository,
  DeadLetterRepository,
  type LetterHistory,
  Log,
  type NewDeadLetter,
  ObjectReader,
  ObjectRemover,
  type StorageEvent,
  StoreProfileSource,
  TransferStrategies,
  VerificationQueue,
} from '@waybill/domain';
import { AnnounceChunks } from '../announce-chunks.js';
import { sortArrivals } from '../sort-arrivals.js';
import { toVerify } from '../to-verify.js';
import { Metrics } from '../../platform/metrics.js';
import { BucketSettings } from '../../platform/settings.js';
import { deadLetterOf, failedLetter } from './dead-letter-of.js';
import { isChunkOf, keeperOf } from './classify-event.js';
import { readArrivals, type TracedArrival } from './read-arrivals.js';
import { recordAtOnce, recordInHalves, type RecordedArrival } from './record-in-halves.js';
import { RecordTogether } from './record-together.js';
import { removeIntruders } from './remove-intruders.js';
import { removeStrays } from './remove-strays.js';

@Injectable()
export class ApplyPorts {
  constructor(
    readonly chunks: ChunkRepository,
    @Inject(TransferStrategies) readonly strategies: Pick<TransferStrategies, 'get' | 'all'>,
    @Inject(ObjectReader) readonly reader: Pick<ObjectReader, 'head'>,
    @Inject(ObjectRemover) readonly remover: Pick<ObjectRemover, 'remove'>,
    readonly deadLetters: DeadLetterRepository,
    readonly verification: VerificationQueue,
    readonly announce: AnnounceChunks,
  ) {}
}

export interface EventBatch {
  readonly events: readonly StorageEvent[];
  readonly receivedAt: Date;
  /** From 1. */
  readonly attempt: number;
  /** Of the dead letter that the events were before. */
  readonly history?: LetterHistory;
}

/** From this attempt on a batch that the database refuses is searched for the row at fault. */
const SUSPECT_POISON_AT = 3;

/**
 * Turns a batch of storage events into chunks that are `uploaded`, in one statement. Every event
 * has exactly one outcome, and none is silently gone: what cannot be used is kept as a dead letter,
 * and what has to be looked at first is handed on, so that the others need not wait for it. Safe to
 * repeat, as events come at least once and jobs too.
 */
@Injectable()
export class ApplyStorageEvents {
  private readonly together: RecordTogether;

  constructor(
    private readonly ports: ApplyPorts,
    @Inject(BucketSettings) private readonly at: Pick<BucketSettings, 'bucket'>,
    private readonly store: StoreProfileSource,
    private readonly metrics: Metrics,
    private readonly logger: Log,
  ) {
    this.together = new RecordTogether(ports.chunks, store);
  }

  /** @throws DomainError database_unavailable, store_unavailable: the batch comes again */
  async execute(batch: EventBatch): Promise<void> {
    const { arrivals, intruders, useless, others } = await readArrivals(
      batch.events,
      this.at.bucket,
      this.ports,
    );
    const record = batch.attempt >= SUSPECT_POISON_AT ? recordInHalves : recordAtOnce;
    // Most are plain enough for the rows to tell. Of the others more is asked.
    const plain = await record(
      this.together,
      arrivals.map((one) => this.forTheRows(one)),
    );
    await this.announce(plain);
    const sorted = await sortArrivals(
      this.ports.chunks,
      arrivals.filter((_, index) => isUnjudged(plain[index])),
      this.store.profile,
      ({ event }, { strategy }) => isChunkOf(this.ports.strategies.get(strategy), event.key),
    );
    const settled = await record(this.together, sorted.settled);
    await this.announce(settled);
    const recorded = [...plain.filter((one) => !isUnjudged(one)), ...settled];
    await this.handOn([...sorted.doubted, ...recorded.filter(isUnjudged)]);

    for (const { event, outcome } of others) {
      this.metrics.countEvents(outcome);
      if (outcome === 'foreign') this.logger.debug({ event }, 'a storage event of something else');
    }
    this.metrics.countEvents('misplaced', sorted.misplaced.length);
    for (const { why } of sorted.doubted) this.metrics.countEvents(why);
    for (const one of recorded) {
      this.metrics.countEvents('result' in one ? one.result.outcome : 'failed');
    }
    this.metrics.eventLag.observe(Math.max(0, Date.now() - batch.receivedAt.getTime()) / 1_000);

    const letters = recorded.flatMap((one) => deadLetterOf(one) ?? []);
    await this.keep(letters, batch.history);
    const strays = await removeStrays(this.ports, recorded, useless);
    if (strays.length > 0) this.logger.info({ strays }, 'removed objects of no use');
    const removed = await removeIntruders(this.ports, intruders);
    if (intruders.length > 0) {
      const keys = intruders.map(({ event }) => event.key);
      this.logger.warn(
        { keys, removed },
        'objects lie where clients send, and no client sent them',
      );
    }
  }

  /** No attempt has succeeded: every event of the batch is kept. */
  async giveUp(
    events: readonly StorageEvent[],
    error: unknown,
    history?: LetterHistory,
  ): Promise<void> {
    const detail = error instanceof Error ? error.message : String(error);
    await this.keep(
      events.map((event) => failedLetter(event, detail)),
      history,
    );
    this.metrics.countEvents('failed', events.length);
  }

  /** Nothing has been judged yet: the database does it as it records. */
  private forTheRows(traced: TracedArrival) {
    const keptBy = keeperOf(this.ports.strategies, traced.event.key);
    const arrival = {
      ...traced.arrival,
      judged: undefined,
      ...(keptBy !== undefined && { keptBy }),
    };
    return { ...traced, arrival };
  }

  private async announce(recorded: readonly RecordedArrival[]): Promise<void> {
    await this.ports.announce.execute(
      recorded.flatMap((one) => ('result' in one ? one.result : [])),
    );
  }

  /** To a look at the store, which believes or refuses what is there. */
  private async handOn(traced: readonly TracedArrival[]): Promise<void> {
    if (traced.length === 0) return;
    await this.ports.verification.enqueue(
      traced.map(({ arrival }) => toVerify(arrival, 'storage')),
    );
  }

  private async keep(letters: readonly NewDeadLetter[], history?: LetterHistory): Promise<void> {
    if (letters.length === 0) return;
    await this.ports.deadLetters.record(
      history ? letters.map((letter) => ({ ...letter, history })) : letters,
    );
    for (const { reason, detail } of letters) {
      this.metrics.deadLetters.inc({ reason });
      this.logger.warn({ reason, detail }, 'kept a storage event as a dead letter');
    }
  }
}

function isUnjudged(recorded: RecordedArrival | undefined): boolean {
  return recorded !== undefined && 'result' in recorded && recorded.result.outcome === 'unjudged';
}
