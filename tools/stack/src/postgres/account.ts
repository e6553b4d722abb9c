import { readFileSync } from 'node:fs';
import { runTool } from '../process/run-tool.js';
import { StackError } from '../errors.js';

/** Whom PostgreSQL runs as. */
export interface Account {
  /** Options of setpriv(1); empty when it runs as ourselves. */
  privileges: readonly string[];
  owner?: { uid: number; gid: number };
}

const name = 'postgres';
// A data folder below /root or another 0700 folder cannot be reached by another user. This one
// capability opens the way to it and makes nobody root.
const passage = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];

/** PostgreSQL refuses to run as root, so as root it runs as the user that its package made. */
export function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return { privileges: [] };
  const owner = lookUp(name);
  if (!owner) {
    throw new StackError(
      `PostgreSQL refuses to run as root, and there is no user "${name}" to run it as: ` +
        `add one, run this as another user, or set DATABASE_URL to a server of your own.`,
    );
  }
  const base = [`--reuid=${name}`, `--regid=${name}`, '--clear-groups'];
  return { privileges: [...base, ...passage], owner };
}

/** Drops the extra capability where it is not to be had, if the folder can be reached without. */
export async function settleAccount(account: Account, folder: string): Promise<Account> {
  if (!account.owner || (await canEnter(account, folder))) return account;
  const privileges = account.privileges.filter((option) => !passage.includes(option));
  const plain = { ...account, privileges };
  if (await canEnter(plain, folder)) return plain;
  throw new StackError(
    `PostgreSQL runs as user "${name}", who cannot reach ${folder}, and this process may not ` +
      `hand out the capability dac_override that would let it. Choose a data folder below one ` +
      `that others may enter (WAYBILL_DATA_DIR=/var/tmp/waybill), or set DATABASE_URL.`,
  );
}

async function canEnter({ privileges }: Account, folder: string): Promise<boolean> {
  try {
    // Not test(1): access(2) leaves capabilities out of account, where opening does not.
    await runTool('ls', [folder], { privileges, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

function lookUp(user: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
