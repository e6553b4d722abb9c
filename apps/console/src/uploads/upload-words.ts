import type { Snapshot, Trouble } from '@waybill/page-uploads';

const WAITS: Record<Trouble, string> = {
  offline: 'Waiting for the network: this computer is offline',
  server: 'Waiting: the server does not answer',
  store: 'Waiting for the network: the store cannot be reached',
  'store-busy': 'The store is busy; trying again',
};

/** What an upload is at, in words. */
export function uploadWords({ state, phase }: Snapshot, trouble: Trouble | undefined): string {
  switch (state) {
    case 'waiting':
      return 'Waits for its turn';
    case 'paused':
      return 'Paused';
    case 'held':
      return 'Interrupted';
    case 'elsewhere':
      return 'Sent by another tab of this browser';
    case 'completed':
      return 'Complete';
    case 'failed':
      return 'Stopped';
    case 'cancelled':
      return 'Cancelled';
    case 'running':
      return trouble ? WAITS[trouble] : phaseWords(phase);
  }
}

function phaseWords(phase: Snapshot['phase']): string {
  switch (phase) {
    case 'comparing':
      return 'Checks that it is the same file';
    case 'sending':
      return 'Sending';
    case 'verifying':
      return 'All is sent; the store confirms';
    case 'completing':
    case 'completed':
      return 'Being put together';
    case 'preparing':
    case undefined:
      return 'Getting ready';
  }
}
