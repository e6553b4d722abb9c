import { Injectable } from '@nestjs/common';
import { PROCESSOR_ROLES } from '@waybill/config';
import type { OverviewBody, OverviewPart } from '@waybill/contracts';
import { type FileTrouble, Log, type TroubledWebhook, Troubles } from '@waybill/domain';
import {
  ProcessorRegister,
  QUEUE_KEYS,
  queueAges,
  queueDepths,
  QueueProducers,
  QUEUES,
} from '@waybill/messaging';

/** Milliseconds that Redis has for an answer. */
const DEADLINE_MS = 2_000;

/** Rows of each kind: what is more is no list that anybody goes through by hand. */
const LIMIT = 50;

type Parts = Pick<OverviewBody, OverviewPart>;

/**
 * How the whole installation is. Asked for when something is wrong, so a part that cannot be read takes
 * no other with it.
 */
@Injectable()
export class ReadOverview {
  constructor(
    private readonly producers: QueueProducers,
    private readonly register: ProcessorRegister,
    private readonly troubles: Troubles,
    private readonly logger: Log,
  ) {}

  async execute(): Promise<OverviewBody> {
    const unavailable: OverviewBody['unavailable'] = [];
    const read = async <Part extends OverviewPart>(
      part: Part,
      work: () => Promise<Parts[Part]>,
    ): Promise<Parts[Part]> => {
      try {
        return await work();
      } catch (error) {
        this.logger.warn({ err: error, part }, 'a part of the overview could not be read');
        unavailable.push({ part, detail: REASONS[part] });
        return [];
      }
    };
    const [queues, processors, files, webhooks] = await Promise.all([
      read('queues', () => this.queues()),
      read('processors', () => this.processors()),
      read('files', () => this.files()),
      read('webhooks', () => this.webhooks()),
    ]);
    const taken = new Set(processors.flatMap(({ roles }) => roles));
    const known = unavailable.every(({ part }) => part !== 'processors');
    return {
      at: new Date().toISOString(),
      queues,
      processors,
      missingRoles: known ? PROCESSOR_ROLES.filter((role) => !taken.has(role)) : [],
      files,
      webhooks,
      unavailable,
    };
  }

  private async queues(): Promise<Parts['queues']> {
    const [depths, ages] = await Promise.all([
      queueDepths(this.producers, DEADLINE_MS),
      queueAges(this.producers, DEADLINE_MS),
    ]);
    return QUEUE_KEYS.map((key) => {
      const { name, role } = QUEUES[key];
      const jobs = (state: string): number =>
        depths.find((depth) => depth.queue === name && depth.state === state)?.jobs ?? 0;
      return {
        name,
        role,
        waiting: jobs('waiting'),
        active: jobs('active'),
        delayed: jobs('delayed'),
        failed: jobs('failed'),
        oldestSeconds: ages.find(({ queue }) => queue === name)?.seconds ?? 0,
      };
    });
  }

  private async processors(): Promise<Parts['processors']> {
    const alive = await this.register.list(DEADLINE_MS);
    return alive.map(({ roles, busy, ...rest }) => ({
      ...rest,
      roles: [...roles],
      busy: { ...busy },
    }));
  }

  private async files(): Promise<Parts['files']> {
    const files = await this.troubles.files(LIMIT);
    return files.map(({ since, ...rest }) => ({
      ...rest,
      since: since.toISOString(),
      advice: FILE_ADVICE[rest.trouble],
    }));
  }

  private async webhooks(): Promise<Parts['webhooks']> {
    const webhooks = await this.troubles.webhooks(LIMIT);
    return webhooks.map(({ since, ...rest }) => ({
      ...rest,
      since: since.toISOString(),
      advice: WEBHOOK_ADVICE[rest.status],
    }));
  }
}

/** What a driver says of itself is for the log. */
const REASONS: Readonly<Record<OverviewPart, string>> = {
  queues: 'Redis does not answer.',
  processors: 'Redis does not answer.',
  files: 'The database does not answer.',
  webhooks: 'The database does not answer.',
};

const FILE_ADVICE: Readonly<Record<FileTrouble, string>> = {
  late: 'See that a processor of the role assembly is alive and the store answers; it goes on by itself then.',
  failed:
    'Mend the reason, then have its owner complete it again: what is stored is kept until it expires.',
  drifted: 'Restore the object from a version or a backup, or have its owner delete the file.',
};

const WEBHOOK_ADVICE: Readonly<Record<TroubledWebhook['status'], string>> = {
  failing: 'Nothing is lost: it is tried again over about a day. Tell its owner.',
  paused: 'Its owner has to mend it and resume it; its events wait until then.',
};
