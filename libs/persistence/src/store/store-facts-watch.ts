import { Injectable, Optional } from '@nestjs/common';
import { KnownStore, StoreFactRepository, type StoreFacts } from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks; what was signed by other facts is held to nothing meanwhile. */
const LOOK_EVERY_MS = 2_000;

/** Keeps what this process knows of the store as it stands in the database. */
@Injectable()
export class StoreFactsWatch {
  private readonly stopping = new AbortController();

  constructor(
    private readonly repository: StoreFactRepository,
    private readonly known: KnownStore,
    @Optional() private readonly lookEveryMs: number = LOOK_EVERY_MS,
  ) {}

  /** Reads it now, and again and again. Resolves after the first look, whatever came of it. */
  async start(): Promise<void> {
    await this.look();
    void this.keepLooking();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Resolves as soon as there is something to judge by; false where `stop` came first. */
  async untilKnown(): Promise<boolean> {
    const { signal } = this.stopping;
    while (!this.known.isKnown && !signal.aborted) await this.pause();
    return this.known.isKnown;
  }

  /** @throws DomainError database_unavailable */
  async record(facts: Omit<StoreFacts, 'provenAt'>): Promise<void> {
    this.known.learn(await this.repository.record(this.known.bucket, facts));
  }

  private async keepLooking(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.pause();
      await this.look();
    }
  }

  /** A database that is away leaves what was known; what it judges has to be written there anyhow. */
  private async look(): Promise<void> {
    const found = await this.repository.find(this.known.bucket).catch(() => undefined);
    if (found && !this.stopping.signal.aborted) this.known.learn(found);
  }

  private async pause(): Promise<void> {
    const { signal } = this.stopping;
    await sleep(this.lookEveryMs, undefined, { ref: false, signal }).catch(() => undefined);
  }
}
