import type { StorageMessageSource } from '@waybill/domain';
import type { Log } from '@waybill/domain';
import { OutageLog } from './outage-log.js';
import { Poller, type PollerParts } from './poller.js';

export interface Intake extends Omit<PollerParts, 'report'> {
  /** Pollers that fetch from the source at once. */
  readonly pollers: number;
}

/** Fetches from every source that is configured, for as long as the process lives. */
export class StorageIntakes {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly intakes: readonly Intake[],
    private readonly logger: Log,
  ) {}

  start(): void {
    this.running = Promise.all(
      this.intakes.flatMap(({ pollers, ...parts }) => {
        const report = new OutageLog(parts.source.name, this.logger);
        this.logger.info({ source: parts.source.name, pollers }, 'fetching storage events');
        return Array.from({ length: pollers }, () =>
          new Poller({ ...parts, report }).run(this.stopping.signal),
        );
      }),
    );
  }

  /** Ends polls at once, and resolves when what was in hand is finished or given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.sources.map((source) => source.close()));
  }

  private get sources(): readonly StorageMessageSource[] {
    return this.intakes.map(({ source }) => source);
  }
}
