import { useSyncExternalStore } from 'react';
import { connection } from '../api.js';
import type { Trouble } from '@waybill/page-uploads';

const WORDS: Record<Trouble, string> = {
  offline:
    'This computer is offline. What is under way waits for the network and goes on by itself.',
  server: 'The server does not answer. What is under way waits and goes on by itself.',
  store:
    'The store cannot be reached. What is under way waits for the network and goes on by itself.',
  'store-busy': 'The store is busy and asks to wait. What is under way is tried again by itself.',
};

export function useTrouble(): Trouble | undefined {
  return useSyncExternalStore(connection.subscribe, connection.read);
}

/** What stands in the way, for all pages. */
export function TroubleBanner() {
  const trouble = useTrouble();
  return (
    <div role="status" className="trouble">
      {trouble && <p>{WORDS[trouble]}</p>}
    </div>
  );
}
