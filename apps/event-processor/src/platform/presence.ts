import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { Log } from '@waybill/domain';
import { ProcessorRegister, type ProcessorState } from '@waybill/messaging';
import type { AppConfig } from './app-config.js';
import { APP_CONFIG } from './tokens.js';

/** Milliseconds; three fit into the time for which what was said lasts. */
const EVERY_MS = 4_000;

/** Tells those on call that this process is alive, and what it has in hand. */
@Injectable()
export class Presence {
  private readonly self: Omit<ProcessorState, 'busy'>;
  private timer: NodeJS.Timeout | undefined;
  private failing = false;

  constructor(
    private readonly register: ProcessorRegister,
    private readonly logger: Log,
    @Inject(APP_CONFIG) { processor }: AppConfig,
  ) {
    const startedAt = new Date().toISOString();
    const { roles } = processor;
    this.self = { id: randomUUID(), host: hostname(), pid: process.pid, roles, startedAt };
  }

  /** @param busy asked each time: jobs in hand, by queue */
  start(busy: () => ProcessorState['busy']): void {
    const tell = () => void this.tell(busy());
    tell();
    this.timer = setInterval(tell, EVERY_MS).unref();
  }

  /** Where Redis does not answer the process is taken for gone a little later. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.register.leave(this.self.id).catch(() => undefined);
  }

  private async tell(busy: ProcessorState['busy']): Promise<void> {
    try {
      await this.register.tell({ ...this.self, busy }, EVERY_MS);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn({ err: error }, 'cannot tell that this process is alive');
      this.failing = true;
    }
  }
}
