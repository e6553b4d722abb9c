import { redactText } from '../logger/redact-text.js';
import { runCheck, type CheckResult, type HealthCheck } from './health-check.js';

export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not_ready' | 'draining';
  readonly checks: readonly CheckResult[];
}

/** Milliseconds. Shorter than the second or more that probes usually wait. */
const DEFAULT_TIMEOUT_MS = 2_000;

/** Whether this process should be given work. */
export class Readiness {
  private draining = false;
  private running: Promise<ReadinessReport> | undefined;

  constructor(
    private readonly checks: readonly HealthCheck[],
    private readonly timeoutMs = DEFAULT_TIMEOUT_MS,
  ) {}

  /** From now on the process takes nothing new; there is no way back. */
  drain(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Runs all checks at once. Callers that come meanwhile share the run: probes cannot pile up. */
  async report(): Promise<ReadinessReport> {
    this.running ??= this.runAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async runAll(): Promise<ReadinessReport> {
    const results = await Promise.all(this.checks.map((check) => runCheck(check, this.timeoutMs)));
    const checks = results.map((result) =>
      // Drivers like to put the URL that they cannot reach into the message.
      result.error === undefined ? result : { ...result, error: redactText(result.error) },
    );
    const down = checks.filter((check) => check.status === 'down');
    if (this.draining) return { status: 'draining', checks };
    if (down.some((check) => check.critical)) return { status: 'not_ready', checks };
    return { status: down.length > 0 ? 'degraded' : 'ready', checks };
  }
}
