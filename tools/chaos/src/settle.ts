import { setTimeout as sleep } from 'node:timers/promises';
import { WaybillAdminClient, WaybillClient } from '@waybill/client';
import { CHECKS, type Check, type Scene } from './checks/index.js';

/** Milliseconds for everything to become as it has to be, in all. */
const PATIENCE = 120_000;
const AGAIN = 1_000;

export interface Verdict {
  readonly name: string;
  /** What is wrong, a line each. */
  readonly wrong: readonly string[];
}

/** Removes what was left in the middle, as its owner would; what nobody needs then, as on-call would. */
export async function tidyUp({ world, ledger }: Scene): Promise<void> {
  const { system } = world;
  const client = new WaybillClient({ url: system.api.url, credential: system.apiKey });
  const done = new Set(ledger.acknowledged.map(({ id }) => id));
  for await (const { id, status } of client.files()) {
    // A file that went through although its client was killed, or had given it up, is as good as any.
    if (!done.has(id) && !['completed', 'completing', 'aborted', 'deleted'].includes(status)) {
      await client.deleteFile(id);
    }
  }
  const admin = new WaybillAdminClient({ url: system.api.url, credential: system.adminKey });
  let cursor: string | undefined;
  do {
    const page = await admin.removeLeftovers({
      grace: 0,
      finals: 'remove',
      ...(cursor && { cursor }),
    });
    cursor = page.nextCursor;
  } while (cursor);
}

/** Looks until each check is content, or time is up. */
export async function judge(scene: Scene, say: (line: string) => void): Promise<Verdict[]> {
  const end = Date.now() + PATIENCE;
  const verdicts: Verdict[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    say(name);
    verdicts.push({ name, wrong: await becomesTrue(check, scene, end) });
  }
  return verdicts;
}

async function becomesTrue(check: Check, scene: Scene, end: number): Promise<readonly string[]> {
  for (;;) {
    const wrong = await check(scene).catch((error: unknown) => [String(error)]);
    if (wrong.length === 0 || Date.now() > end) return wrong;
    await sleep(AGAIN);
  }
}
