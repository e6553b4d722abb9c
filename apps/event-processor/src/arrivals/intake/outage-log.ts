import type { Log } from '@waybill/domain';
import type { IntakeStep } from './poller.js';

/** Says once that a step of a source fails, and once that it works again. */
export class OutageLog {
  private readonly failing = new Set<IntakeStep>();

  constructor(
    private readonly source: string,
    private readonly logger: Log,
  ) {}

  failed(step: IntakeStep, error: unknown): void {
    if (this.failing.has(step)) return;
    this.failing.add(step);
    const { source } = this;
    this.logger.warn({ err: error, source, step }, 'the intake fails; it is tried again');
  }

  worked(step: IntakeStep): void {
    if (!this.failing.delete(step)) return;
    this.logger.info({ source: this.source, step }, 'the intake works again');
  }
}
