import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes. @returns false when time ran out. */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  { deadlineMs, everyMs = 10 }: { deadlineMs: number; everyMs?: number },
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
}
