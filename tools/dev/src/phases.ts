import { seconds, type StatusTerminal } from './terminal.js';

/** Milliseconds after which a reader of a log wants to know what takes so long. */
const patience = 5000;

/** Shows what is going on, and how long each part took once it is done. */
export class Phases {
  private readonly running = new Map<string, string>();
  private readonly begun = new Map<string, number>();

  /** @param stopping once aborted, what fails does so because it was asked to, and is not shown. */
  constructor(
    private readonly terminal: StatusTerminal,
    private readonly stopping?: AbortSignal,
  ) {}

  /** What a phase is doing now. The first word on a phase starts its clock. */
  progress(phase: string, message: string): void {
    if (!this.begun.has(phase)) {
      this.begun.set(phase, performance.now());
      setTimeout(() => this.explainWait(phase), patience).unref();
    }
    this.running.set(phase, message);
    this.refresh();
  }

  done(phase: string, message: string): void {
    this.end(phase, this.terminal.style('green', '✓'), message);
  }

  failed(phase: string, message: string): void {
    if (this.stopping?.aborted) this.forget(phase);
    else this.end(phase, this.terminal.style('red', '✗'), message);
  }

  async run<T>(phase: string, doing: string, work: () => Promise<T>, done = 'done'): Promise<T> {
    this.progress(phase, doing);
    try {
      const result = await work();
      this.done(phase, done);
      return result;
    } catch (error) {
      this.failed(phase, 'failed');
      throw error;
    }
  }

  /** A log has no live line: its reader learns at least what is being waited for. */
  private explainWait(phase: string): void {
    const message = this.running.get(phase);
    if (message === undefined || this.terminal.isLive) return;
    this.terminal.line(`  … ${phase.padEnd(16)} ${message}`);
  }

  /** Shows it no more, and nothing of how it went. */
  forget(phase: string): void {
    this.running.delete(phase);
    this.begun.delete(phase);
    this.refresh();
  }

  private end(phase: string, sign: string, message: string): void {
    const begun = this.begun.get(phase) ?? performance.now();
    this.forget(phase);
    const time = this.terminal.style('dim', seconds(performance.now() - begun).padStart(8));
    this.terminal.line(`  ${sign} ${phase.padEnd(16)} ${message.padEnd(24)} ${time}`);
  }

  private refresh(): void {
    const parts = [...this.running].map(([phase, message]) => `${phase}: ${message}`);
    this.terminal.showStatus(parts.length > 0 ? `    ${parts.join('  ·  ')}` : '');
  }
}
