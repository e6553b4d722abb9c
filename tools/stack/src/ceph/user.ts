import type { ProcessGroup } from '../process/process-group.js';

export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

const uid = 'waybill';

/** Makes the gateway's user. Waits, by itself, for a monitor and an OSD to be up. */
export async function createUser(processes: ProcessGroup, configFile: string, keys: S3Keys) {
  const options = ['--display-name=Waybill', ...keyOptions(keys)];
  await userCommand(processes, configFile, 'create', options);
}

/** Gives the user a further pair of keys. */
export async function addKeys(processes: ProcessGroup, configFile: string, keys: S3Keys) {
  await userCommand(processes, configFile, 'modify', keyOptions(keys));
}

async function userCommand(
  processes: ProcessGroup,
  configFile: string,
  verb: string,
  options: readonly string[],
): Promise<void> {
  const user = ['-c', configFile, 'user', verb, `--uid=${uid}`];
  await processes.tool('radosgw-admin', [...user, ...options]);
}

function keyOptions({ accessKeyId, secretAccessKey }: S3Keys): string[] {
  return [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
}
