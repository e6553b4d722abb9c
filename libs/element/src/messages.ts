/** What went wrong with a file, and what to do about it. */
export interface FaultWords {
  readonly what: string;
  readonly todo: string;
}

/**
 * Every word that the element says. What stands in braces is put in: `{name}` of a file, `{size}`, `{max}`,
 * `{done}`, `{time}`, `{types}`, `{count}`.
 */
export interface Messages {
  readonly label: string;
  readonly drop: string;
  readonly dropOne: string;
  readonly letGo: string;
  readonly chooseFiles: string;
  readonly chooseFile: string;
  readonly chooseFolder: string;
  readonly takePhoto: string;
  readonly atMost: string;
  readonly list: string;
  readonly progressOf: string;
  readonly doneOf: string;
  readonly timeLeft: string;

  readonly waiting: string;
  readonly preparing: string;
  readonly comparing: string;
  readonly sending: string;
  readonly verifying: string;
  readonly completing: string;
  readonly completed: string;
  readonly paused: string;
  readonly held: string;
  readonly heldTodo: string;
  readonly elsewhere: string;
  readonly failed: string;
  readonly cancelled: string;
  readonly offline: string;
  readonly serverAway: string;
  readonly storeAway: string;
  readonly storeBusy: string;

  readonly pause: string;
  readonly resume: string;
  readonly cancel: string;
  readonly retry: string;
  readonly sendAnew: string;
  readonly chooseAgain: string;
  readonly remove: string;
  readonly close: string;

  readonly tooLarge: string;
  readonly tooMany: string;
  readonly wrongType: string;
  readonly unreadable: string;
  readonly required: string;
  readonly stillSending: string;

  /** By the stable code of an error; one that is missing is told in the server's words. */
  readonly faults: Readonly<Record<string, FaultWords>>;
}

export const ENGLISH: Messages = {
  label: 'Upload files',
  drop: 'Drop files here, or paste them',
  dropOne: 'Drop a file here, or paste it',
  letGo: 'Let go to upload',
  chooseFiles: 'Choose files',
  chooseFile: 'Choose a file',
  chooseFolder: 'Choose a folder',
  takePhoto: 'Take a photo',
  atMost: 'At most {max} each',
  list: 'Files',
  progressOf: 'Progress of {name}',
  doneOf: '{done} of {size}',
  timeLeft: '{time} left',

  waiting: 'Waits for its turn',
  preparing: 'Getting ready',
  comparing: 'Checks that it is the same file',
  sending: 'Sending',
  verifying: 'All is sent; the store confirms',
  completing: 'Being put together',
  completed: 'Complete',
  paused: 'Paused',
  held: 'Interrupted',
  heldTodo:
    'The page was left meanwhile. Choose the same file again: only what is missing is sent.',
  elsewhere: 'Sent by another tab',
  failed: 'Stopped',
  cancelled: 'Cancelled',
  offline: 'Waits for the network',
  serverAway: 'Waits: the server does not answer',
  storeAway: 'Waits: the store cannot be reached',
  storeBusy: 'The store is busy; trying again',

  pause: 'Pause {name}',
  resume: 'Go on with {name}',
  cancel: 'Cancel {name}',
  retry: 'Try again',
  sendAnew: 'Send anew',
  chooseAgain: 'Choose the file',
  remove: 'Remove {name} from the list',
  close: 'Close',

  tooLarge: '{name} has {size}; at most {max} can be sent.',
  tooMany: '{name} is one too many: at most {count} can be sent.',
  wrongType: '{name} is of another type than can be sent: {types}.',
  unreadable: '{name} could not be read. Look whether you may open it, then add it again.',
  required: 'Add a file.',
  stillSending: 'Wait until every file is complete, or take out those that have stopped.',

  faults: {
    credential_unavailable: {
      what: 'This page has no permission to upload.',
      todo: 'Reload the page, then add the file again.',
    },
    unauthenticated: {
      what: 'The permission to upload is not valid.',
      todo: 'Reload the page, then add the file again.',
    },
    store_rejected: {
      what: 'The store does not take this file.',
      todo: 'Try again. If it happens again, tell whoever runs this page.',
    },
    store_forbidden: {
      what: 'The store refuses the file, though its permission is new.',
      todo: 'The clock of this device or a proxy may be at fault. Correct it, then try again.',
    },
    token_expired: {
      what: 'The permission to upload has ended.',
      todo: 'Reload the page, then add the file again.',
    },
    token_revoked: {
      what: 'The permission to upload was withdrawn.',
      todo: 'Ask whoever runs this page.',
    },
    token_files_used_up: {
      what: 'As many files were sent as are allowed.',
      todo: 'Reload the page for another permission, or ask whoever runs it.',
    },
    token_bytes_used_up: {
      what: 'This file is larger than what may still be sent.',
      todo: 'Choose a smaller one.',
    },
    file_too_large: {
      what: 'This file is larger than is allowed.',
      todo: 'Choose a smaller one.',
    },
    content_type_not_allowed: {
      what: 'Files of this type are not taken here.',
      todo: 'Choose one of another type.',
    },
    origin_not_allowed: {
      what: 'This permission is for another site.',
      todo: 'Tell whoever runs this page.',
    },
    forbidden: {
      what: 'This permission does not allow an upload.',
      todo: 'Tell whoever runs this page.',
    },
    scope_missing: {
      what: 'This permission does not allow an upload.',
      todo: 'Tell whoever runs this page.',
    },
  },
};

/** Nothing of what is refused by these codes becomes right by another try. */
export const FINAL: ReadonlySet<string> = new Set([
  'token_revoked',
  'token_files_used_up',
  'token_bytes_used_up',
  'file_too_large',
  'content_type_not_allowed',
  'origin_not_allowed',
  'metadata_forced',
]);

/** Puts values in the place of `{words}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (whole, word: string) => String(values[word] ?? whole));
}
