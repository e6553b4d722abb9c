const QUIET_MS = 10_000;

/**
 * Passes an error on unless one with the same message was passed on within the last ten seconds: a
 * dependency that is away fails many times a second, and says the same each time.
 */
export function once(
  report: (error: Error) => void,
  now: () => number = Date.now,
): (error: Error) => void {
  const last = new Map<string, number>();
  return (error) => {
    const at = now();
    if (at - (last.get(error.message) ?? -Infinity) < QUIET_MS) return;
    if (last.size > 100) last.clear();
    last.set(error.message, at);
    report(error);
  };
}
