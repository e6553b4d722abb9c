import type { ProcessGroup } from '../process/process-group.js';

export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Who works on the store: the services themselves, and whoever holds a URL for an upload. */
export interface StoreIdentities {
  service: S3Keys;
  upload: S3Keys;
}

const uid = 'waybill';

/** Makes the gateway's user. Waits, by itself, for a monitor and an OSD to be up. */
export async function createUsers(
  processes: ProcessGroup,
  configFile: string,
  { service, upload }: StoreIdentities,
) {
  const options = ['--display-name=Waybill', ...keyOptions(service)];
  await adminCommand(processes, configFile, ['user', 'create', ...options]);
  await giveUploadKeys(processes, configFile, upload);
}

/** Gives both users a further pair of keys. */
export async function addKeys(
  processes: ProcessGroup,
  configFile: string,
  { service, upload }: StoreIdentities,
) {
  await adminCommand(processes, configFile, ['user', 'modify', ...keyOptions(service)]);
  await giveUploadKeys(processes, configFile, upload);
}

/**
 * A subuser that may write and not read: by its URLs nothing that is stored can be copied. Where it
 * is there already it gets the keys beside those that it has.
 */
async function giveUploadKeys(processes: ProcessGroup, configFile: string, keys: S3Keys) {
  const subuser = [`--subuser=${uid}:upload`, '--access=write', '--key-type=s3'];
  const command = ['subuser', 'create', ...subuser, ...keyOptions(keys)];
  await adminCommand(processes, configFile, command);
}

async function adminCommand(
  processes: ProcessGroup,
  configFile: string,
  command: readonly string[],
): Promise<void> {
  await processes.tool('radosgw-admin', ['-c', configFile, ...command, `--uid=${uid}`]);
}

function keyOptions({ accessKeyId, secretAccessKey }: S3Keys): string[] {
  return [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
}
