import { Inject, Injectable } from '@nestjs/common';
import { Log, WebhookDeliveryQueue, WebhookOutbox } from '@waybill/domain';

/** Events fanned out in one transaction. */
const BATCH = 200;

/** Deliveries of one endpoint that are asked for at once, and of one that is failing. */
const EACH = 100;
const FAILING = 4;

/**
 * Turns published events into deliveries, and asks for those that are due. It runs every second, and
 * at once after the relay has published; whatever a run leaves undone the next one does.
 */
@Injectable()
export class DispatchWebhooks {
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    @Inject(WebhookOutbox) private readonly outbox: Pick<WebhookOutbox, 'fanOut' | 'due'>,
    private readonly queue: WebhookDeliveryQueue,
    private readonly logger: Log,
  ) {}

  /** @throws DomainError database_unavailable, queue_unavailable */
  async execute(): Promise<void> {
    while ((await this.outbox.fanOut(BATCH)) === BATCH);
    await this.queue.enqueue(await this.outbox.due(EACH, FAILING));
  }

  /** Soon, without waiting for it; however often it is called meanwhile, once more afterwards. */
  kick(): void {
    this.again = true;
    if (!this.stopped) this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.execute();
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'webhooks could not be dispatched at once; in a second');
    } finally {
      this.running = undefined;
    }
  }
}
