import type { MaintenanceJobV1, MaintenanceTask } from '@waybill/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Log } from '@waybill/domain';
import {
  type JobContext,
  type QueueHandler,
  QueueProducers,
  redriveJobs,
} from '@waybill/messaging';
import { DeleteTenants } from '../retention/delete-tenants.js';
import { PruneAudit } from '../retention/prune-audit.js';
import { PruneUploadTokens } from '../retention/prune-upload-tokens.js';
import { CleanUpAgain } from '../files/clean-up/clean-up-again.js';
import { ExpireFiles } from '../files/expire-files.js';
import { ReconcileFiles } from '../files/reconcile-files.js';
import { ReconcileQuotas } from '../files/reconcile-quotas.js';
import { ScrubFiles } from '../files/scrub-files.js';
import { SweepLeftovers, type SweepTotals } from '../files/sweep-leftovers.js';
import { DispatchWebhooks } from '../webhooks/dispatch-webhooks.js';
import { PruneDeliveries } from '../webhooks/prune-deliveries.js';

/** One use case for each task. */
@Injectable()
export class MaintenanceTasks {
  constructor(
    readonly expireFiles: ExpireFiles,
    readonly cleanUpAgain: CleanUpAgain,
    readonly reconcileFiles: ReconcileFiles,
    readonly reconcileQuotas: ReconcileQuotas,
    readonly sweepLeftovers: SweepLeftovers,
    readonly scrubFiles: ScrubFiles,
    readonly dispatchWebhooks: DispatchWebhooks,
    readonly pruneDeliveries: PruneDeliveries,
    readonly pruneAudit: PruneAudit,
    readonly pruneUploadTokens: PruneUploadTokens,
    readonly deleteTenants: DeleteTenants,
    private readonly producers: QueueProducers,
  ) {}

  redrive(): ReturnType<typeof redriveJobs> {
    return redriveJobs(this.producers);
  }
}

/** The queue `maintenance`. A task that is still at it is not begun again beside itself. */
@Injectable()
export class MaintenanceHandler implements QueueHandler<MaintenanceJobV1> {
  private readonly underWay = new Set<MaintenanceTask>();

  constructor(
    @Inject(MaintenanceTasks)
    private readonly tasks: Pick<MaintenanceTasks, keyof MaintenanceTasks>,
    private readonly logger: Log,
  ) {}

  async handle({ task }: MaintenanceJobV1, { signal }: JobContext): Promise<void> {
    if (this.underWay.has(task)) return;
    this.underWay.add(task);
    try {
      await this.run(task, signal);
    } finally {
      this.underWay.delete(task);
    }
  }

  private async run(task: MaintenanceTask, signal: AbortSignal): Promise<void> {
    const { expireFiles, reconcileFiles, sweepLeftovers } = this.tasks;
    const { dispatchWebhooks, pruneDeliveries } = this.tasks;
    switch (task) {
      case 'expire-files': {
        const files = await expireFiles.execute();
        if (files > 0) this.logger.info({ files }, 'files have expired');
        return;
      }
      case 'clean-up-again': {
        const files = await this.tasks.cleanUpAgain.execute();
        if (files > 0) this.logger.debug({ files }, 'nothing can come for these files any more');
        // After it: a file whose last URL has ended can go. No task of its own, as with the audit.
        await this.tasks.deleteTenants.execute();
        return;
      }
      case 'redrive-jobs': {
        const jobs = await this.tasks.redrive();
        if (Object.keys(jobs).length > 0) this.logger.warn({ jobs }, 'jobs are driven again');
        return;
      }
      case 'reconcile-files': {
        const healed = await reconcileFiles.execute();
        if (healed.files > 0) this.logger.warn(healed, 'found chunks that no event had told of');
        else if (healed.assemblies > 0) this.logger.info(healed, 'asked for assemblies again');
        return;
      }
      case 'reconcile-quotas':
        await this.tasks.reconcileQuotas.execute();
        return;
      case 'sweep-leftovers': {
        const totals = await sweepLeftovers.execute(signal);
        this.tellOfSweep(totals);
        return;
      }
      case 'scrub-files':
        await this.tasks.scrubFiles.execute(signal);
        return;
      case 'dispatch-webhooks':
        return dispatchWebhooks.execute();
      case 'prune-webhooks': {
        const deliveries = await pruneDeliveries.execute();
        if (deliveries > 0) this.logger.info({ deliveries }, 'forgot old webhook deliveries');
        // Tasks of their own would be none to a processor of the release before.
        const entries = await this.tasks.pruneAudit.execute();
        if (entries > 0) this.logger.info({ entries }, 'forgot old entries of the audit');
        const tokens = await this.tasks.pruneUploadTokens.execute();
        if (tokens > 0) this.logger.info({ tokens }, 'forgot upload tokens that ended long ago');
        return;
      }
    }
  }

  private tellOfSweep(totals: SweepTotals): void {
    if (totals.stopped) {
      this.logger.error(
        totals,
        'the sweep stopped: it would remove more than WAYBILL_SWEEP_MAX_SHARE allows. ' +
          'See "waybill sweep"; --apply removes what it lists',
      );
    } else if (totals.kept > 0) {
      this.logger.warn(totals, 'swept the store, and kept finished objects that no file names');
    } else {
      this.logger.info(totals, 'swept the store');
    }
  }
}
