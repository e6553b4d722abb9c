import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, readIdentity, type ProcessIdentity } from './identity.js';
import { waitUntil } from './wait.js';

/**
 * Waits for what a crashed run has left. Its servers got their death signal, but may take a moment
 * to write their last page; one that takes longer than the deadline is ended.
 */
export async function outliveLeftovers(pidFolder: string, deadlineMs = 20_000): Promise<void> {
  const leftovers = readdirSync(pidFolder)
    .map((name) => readIdentity(join(pidFolder, name)))
    .filter((identity): identity is ProcessIdentity => identity?.born !== undefined);
  const noneAlive = () => !leftovers.some(isAlive);
  if (await waitUntil(noneAlive, { deadlineMs })) return;
  for (const { pid } of leftovers.filter(isAlive)) process.kill(pid, 'SIGKILL');
  await waitUntil(noneAlive, { deadlineMs });
}
