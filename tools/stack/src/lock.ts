import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from './errors.js';
import { identify, isAlive, readIdentity } from './process/identity.js';

/**
 * Makes this process the only one to run servers on a data folder.
 * @returns the function that gives the folder free again.
 * @throws StackError when another living process has it.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'stack.lock');
  const mine = JSON.stringify(identify(process.pid));
  // Twice: the second try follows the removal of a dead owner's file.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => {
        if (readText(file) === mine) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readIdentity(file);
    if (owner && isAlive(owner)) break;
    rmSync(file, { force: true });
  }
  const owner = readIdentity(file);
  throw new StackError(
    `${folder} is in use by a running stack (process ${owner?.pid ?? 'unknown'}).\n` +
      `Stop that one first, or give this one a folder and ports of its own: ` +
      `WAYBILL_DATA_DIR=… WAYBILL_PORT_BASE=…`,
  );
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
