import { Injectable } from '@nestjs/common';
import { ApiKeyRepository, Log, Timers } from '@waybill/domain';

/** Milliseconds between two notes: when a key was used last is known that coarsely. */
const NOTE_EVERY_MS = 60_000;

/** When each key was used last, noted for all that were at once: no request writes for it. */
@Injectable()
export class KeyUse {
  private used = new Set<string>();
  private stopNoting: (() => void) | undefined;

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly timers: Timers,
    private readonly logger: Log,
  ) {}

  start(intervalMs = NOTE_EVERY_MS): void {
    this.stopNoting = this.timers.every(intervalMs, () => void this.note());
  }

  stop(): Promise<void> {
    this.stopNoting?.();
    return this.note();
  }

  add(keyId: string): void {
    this.used.add(keyId);
  }

  /** Never fails: what could not be noted is lost, and the next use tells again. */
  async note(): Promise<void> {
    if (this.used.size === 0) return;
    const ids = [...this.used];
    this.used = new Set();
    await this.keys
      .recordUse(ids)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the use of keys is not noted'));
  }
}
