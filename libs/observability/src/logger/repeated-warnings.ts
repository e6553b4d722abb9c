/** Milliseconds. */
const INTERVAL = 10_000;

/** Different warnings that are kept apart; more at once are all written. */
const MOST_KINDS = 500;

interface Repeats {
  count: number;
  timer: NodeJS.Timeout;
}

/**
 * Counts equal warnings instead of writing each: a dependency that is away fails thousands of times
 * a minute, and says the same each time. The first is written at once, and as long as more come
 * one line an interval with their number.
 */
export class RepeatedWarnings {
  private readonly kinds = new Map<string, Repeats>();

  constructor(private readonly intervalMs = INTERVAL) {}

  /**
   * @param kind equal for warnings that say the same
   * @param tell called with how many were held back, each time an interval ends
   * @returns true where the warning is to be written now
   */
  admit(kind: string, tell: (held: number) => void): boolean {
    const repeats = this.kinds.get(kind);
    if (repeats) {
      repeats.count += 1;
      return false;
    }
    if (this.kinds.size < MOST_KINDS) {
      const timer = setInterval(() => this.endOfInterval(kind, tell), this.intervalMs);
      timer.unref();
      this.kinds.set(kind, { count: 0, timer });
    }
    return true;
  }

  private endOfInterval(kind: string, tell: (held: number) => void): void {
    const repeats = this.kinds.get(kind);
    if (!repeats) return;
    if (repeats.count === 0) {
      clearInterval(repeats.timer);
      this.kinds.delete(kind);
      return;
    }
    const held = repeats.count;
    repeats.count = 0;
    tell(held);
  }
}

/** What a warning says, without what is another each time: numbers, ids. */
export function kindOf(members: unknown, message: unknown): string {
  const { err, code, context } = (
    typeof members === 'object' && members !== null ? members : {}
  ) as {
    err?: unknown;
    code?: unknown;
    context?: unknown;
  };
  const cause =
    err instanceof Error ? [err.name, (err as NodeJS.ErrnoException).code, err.message] : [];
  return [message, code, context, ...cause]
    .map((part) => (typeof part === 'string' ? part : ''))
    .join('|')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+/giu, '#');
}
