import type { Fault, Snapshot, Trouble, Upload } from '@waybill/page-uploads';
import { FINAL, type FaultWords, type Messages } from './messages.js';

const WAITS: Record<
  Trouble,
  keyof Messages & ('offline' | 'serverAway' | 'storeAway' | 'storeBusy')
> = {
  offline: 'offline',
  server: 'serverAway',
  store: 'storeAway',
  'store-busy': 'storeBusy',
};

/** What an upload is at. */
export function stateWords(
  { state, phase }: Snapshot,
  trouble: Trouble | undefined,
  messages: Messages,
): string {
  if (state !== 'running') return messages[state];
  if (trouble) return messages[WAITS[trouble]];
  return messages[phase ?? 'preparing'];
}

/** What went wrong: in the page's words where it has some, else in the server's. */
export function faultWords({ code, what, todo }: Fault, { faults }: Messages): FaultWords {
  return faults[code] ?? { what, todo };
}

/** What a person can do about an upload that has stopped. */
export function remedyOf({ state, fault }: Snapshot): 'retry' | 'anew' | 'choose' | undefined {
  if (state === 'held') return 'choose';
  if (!fault || FINAL.has(fault.code)) return undefined;
  return fault.remedy === 'sign-in' ? 'retry' : fault.remedy;
}

/** What the page's script is told of an upload. */
export interface FileDetail {
  readonly name: string;
  /** In a folder that was added: from the folder's name on. */
  readonly path?: string;
  /** Bytes. */
  readonly size: number;
  /** Of these the store has confirmed so many. */
  readonly confirmedBytes: number;
  readonly state: Snapshot['state'];
  /** The file's id at the server, once there is one. */
  readonly fileId?: string;
}

export function detailOf({ name, path, size, id, cells, read }: Upload): FileDetail {
  const { state } = read();
  const confirmedBytes = state === 'completed' ? size : Math.min(size, cells.confirmedBytes);
  return { name, path, size, confirmedBytes, state, fileId: id };
}

/** Nothing of it goes on by itself. */
export function isOver(upload: Upload): boolean {
  return ['completed', 'failed', 'cancelled', 'elsewhere'].includes(upload.read().state);
}
