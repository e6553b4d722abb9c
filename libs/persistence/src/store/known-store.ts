import { DomainError, type StoreFactRepository, type StoreFacts } from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks; what was signed by other facts is held to nothing meanwhile. */
const LOOK_EVERY_MS = 2_000;

/**
 * What the store enforces, as the database says: the API proves and records it, every process judges
 * by it, and nobody is configured otherwise.
 */
export class KnownStore {
  private facts: StoreFacts | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly repository: StoreFactRepository,
    private readonly bucket: string,
    private readonly lookEveryMs = LOOK_EVERY_MS,
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
    while (!this.facts && !signal.aborted) await this.pause();
    return this.facts !== undefined;
  }

  /** @throws DomainError database_unavailable */
  async record(facts: Omit<StoreFacts, 'provenAt'>): Promise<void> {
    this.facts = await this.repository.record(this.bucket, facts);
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  get profile(): StoreFacts['profile'] {
    return this.current.profile;
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  get sealsFinals(): boolean {
    return this.current.sealsFinals;
  }

  get gaps(): readonly string[] {
    return this.facts?.gaps ?? [];
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  private get current(): StoreFacts {
    if (this.facts) return this.facts;
    throw new DomainError(
      'store_unavailable',
      'What the store enforces is not known yet: no API has proven it.',
    );
  }

  /** @throws DomainError store_unavailable where no API has proven anything yet */
  assertKnown(): void {
    void this.current;
  }

  private async keepLooking(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.pause();
      await this.look();
    }
  }

  /** A database that is away leaves what was known; what it judges has to be written there anyhow. */
  private async look(): Promise<void> {
    const found = await this.repository.find(this.bucket).catch(() => undefined);
    if (found && !this.stopping.signal.aborted) this.facts = found;
  }

  private async pause(): Promise<void> {
    const { signal } = this.stopping;
    await sleep(this.lookEveryMs, undefined, { ref: false, signal }).catch(() => undefined);
  }
}
