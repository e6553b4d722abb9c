import { isTransient, WaybillError } from '@waybill/client';

/** What can be done: try again, send it anew from the file as it is now, choose the file again, sign in. */
type Remedy = 'retry' | 'anew' | 'choose' | 'sign-in';

/** What happened, and what to do, in words for people. */
export interface Fault {
  /** Stable: what a page that has words of its own goes by. */
  readonly code: string;
  readonly what: string;
  readonly todo: string;
  readonly remedy: Remedy;
}

const KNOWN: Readonly<Record<string, Omit<Fault, 'code'>>> = {
  source_changed: {
    what: 'The file was changed while it was sent.',
    todo: 'Send it anew as it is now; what has not changed is not sent twice.',
    remedy: 'anew',
  },
  source_unreadable: {
    what: 'The file cannot be read: it was moved, removed or changed, or may not be opened.',
    todo: 'Choose it again.',
    remedy: 'choose',
  },
  source_differs: {
    what: 'This is another file than the one that the upload began with.',
    todo: 'Choose the file that it began with, or cancel and upload this one by itself.',
    remedy: 'choose',
  },
  unauthenticated: {
    what: 'Your session has ended.',
    todo: 'Sign in again: the upload goes on where it is.',
    remedy: 'sign-in',
  },
  forbidden: {
    what: 'This key may not upload.',
    todo: 'Sign in with another key.',
    remedy: 'sign-in',
  },
  scope_missing: {
    what: 'This key may not upload.',
    todo: 'Sign in with a key that has the scope files:write.',
    remedy: 'sign-in',
  },
  file_expired: {
    what: 'The upload was not finished in its time, and has expired.',
    todo: 'Send it anew; chunks that are still stored are not sent twice.',
    remedy: 'anew',
  },
  file_aborted: {
    what: 'The upload was cancelled elsewhere.',
    todo: 'Send it anew, or remove it from this list.',
    remedy: 'anew',
  },
  file_deleted: {
    what: 'The file was deleted elsewhere.',
    todo: 'Send it anew, or remove it from this list.',
    remedy: 'anew',
  },
  file_not_found: {
    what: 'The server does not know this upload any more.',
    todo: 'Send it anew.',
    remedy: 'anew',
  },
  chunk_not_verified: {
    what: 'The store keeps receiving other bytes than were sent.',
    todo: 'Something on the way alters them. Try again from another network.',
    remedy: 'retry',
  },
  etag_mismatch: {
    what: 'The store keeps receiving other bytes than were sent.',
    todo: 'Something on the way alters them. Try again from another network.',
    remedy: 'retry',
  },
};

/** Whether it may well pass by itself: then the upload waits, however long. */
export function passes(error: unknown): boolean {
  return (
    isTransient(error) || (error instanceof WaybillError && error.code === 'store_unreachable')
  );
}

export function faultOf(error: unknown): Fault {
  if (!(error instanceof WaybillError)) {
    return {
      code: 'page_failed',
      what: 'Something in this page failed.',
      todo: 'Reload it: the upload goes on where it is.',
      remedy: 'retry',
    };
  }
  const { code } = error;
  const known = KNOWN[code];
  if (known) return { code, ...known };
  if (error.code === 'store_rejected' && error.status === 403) {
    return {
      code: 'store_forbidden',
      what: 'The store refuses the chunk, though its permission is new.',
      todo: 'The clock of this computer or a proxy may be at fault. Correct it, then try again.',
      remedy: 'retry',
    };
  }
  const request = error.requestId === undefined ? '' : ` It is request ${error.requestId}.`;
  return {
    code,
    what: error.detail,
    todo: `Try again. If it happens again, tell whoever runs this server.${request}`,
    remedy: 'retry',
  };
}
