/** One thing that the service needs. */
export interface HealthCheck {
  /** Stands in the answer, e.g. `postgres`. */
  readonly name: string;
  /** False: a failure is shown (`degraded`), but the service stays ready. Default true. */
  readonly critical?: boolean;
  /** Resolves when all is well. What it throws is shown by its message. */
  run(): Promise<unknown>;
}

export interface CheckResult {
  readonly name: string;
  readonly status: 'up' | 'down';
  readonly critical: boolean;
  /** Milliseconds that the check took. */
  readonly ms: number;
  readonly error?: string;
}

/**
 * Runs one check, never longer than the deadline.
 * @param timeoutMs milliseconds
 */
export async function runCheck(check: HealthCheck, timeoutMs: number): Promise<CheckResult> {
  const started = performance.now();
  const error = await failureOf(check, timeoutMs);
  return {
    name: check.name,
    status: error === undefined ? 'up' : 'down',
    critical: check.critical ?? true,
    ms: Math.round(performance.now() - started),
    ...(error === undefined ? {} : { error }),
  };
}

async function failureOf(check: HealthCheck, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    // Wrapped, so that a check which throws before its first await fails like every other.
    await Promise.race([(async () => check.run())(), deadline]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
