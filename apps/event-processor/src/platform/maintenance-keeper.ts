import type { MaintenanceTask } from '@waybill/contracts';
import type { RedisConfig, ProcessorConfig } from '@waybill/config';
import { type QueueProducers, scheduleMaintenance } from '@waybill/messaging';
import type { Log } from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';

/** Redis may not be there yet. */
const RETRY_MS = 1_000;
/** A Redis that was emptied has lost the schedules too: as soon as this they are there again. */
const KEEP_MS = 10_000;

/** Keeps maintenance on its schedules, as long as the process lives. */
export class MaintenanceKeeper {
  private readonly stopping = new AbortController();

  constructor(
    private readonly producers: QueueProducers,
    private readonly redis: RedisConfig,
    private readonly processor: ProcessorConfig,
    private readonly logger: Log,
    private readonly keepMs = KEEP_MS,
  ) {}

  start(): void {
    void this.keep();
  }

  stop(): void {
    this.stopping.abort();
  }

  private async keep(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const pause = (await this.schedule()) ? this.keepMs : RETRY_MS;
      await sleep(pause, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  private async schedule(): Promise<boolean> {
    try {
      for (const [task, every] of Object.entries(intervals(this.processor))) {
        const ms = Math.round(every * 1_000);
        await scheduleMaintenance(this.producers, this.redis, task as MaintenanceTask, ms);
      }
      return true;
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.logger.warn({ err: error }, 'maintenance is not on its schedules yet');
      }
      return false;
    }
  }
}

/** Seconds between two looks for webhooks that are due, and between two prunings of their log. */
const DISPATCH_INTERVAL = 1;
const PRUNE_INTERVAL = 3_600;
/** Seconds between two looks at the counters of some tenants, each once a day. */
const QUOTA_INTERVAL = 60;

/** Seconds; 0 for never. */
function intervals(config: ProcessorConfig): Record<MaintenanceTask, number> {
  const { expiryInterval, reconciler, sweep, scrub } = config;
  return {
    'expire-files': expiryInterval,
    'clean-up-again': expiryInterval,
    'redrive-jobs': expiryInterval,
    'reconcile-files': reconciler.interval,
    'reconcile-quotas': QUOTA_INTERVAL,
    'sweep-leftovers': sweep.grace > 0 ? sweep.interval : 0,
    'scrub-files': scrub.interval,
    'dispatch-webhooks': DISPATCH_INTERVAL,
    'prune-webhooks': PRUNE_INTERVAL,
  };
}
