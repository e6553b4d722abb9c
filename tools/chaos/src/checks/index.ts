import type { Check } from './check.js';
import {
  countersEqualRows,
  journalIsInOrder,
  nothingIsStuck,
  quotasEqualFiles,
} from './database.js';
import { noJobIsLost } from './jobs.js';
import { watchersSawAll, webhooksToldAll } from './told.js';
import {
  acknowledgedAreWhole,
  noneIsCompleteThatShouldNotBe,
  nothingIsLeftInTheStore,
} from './uploads.js';

export type { Check, Scene } from './check.js';

/** What has to be true when all is over; each gets some time to become so. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'no client gave up': ({ ledger }) => Promise.resolve(ledger.gaveUp),
  'nothing is stuck': nothingIsStuck,
  'no job is lost or left': noJobIsLost,
  'every acknowledged upload is complete and byte-equal': acknowledgedAreWhole,
  'none is complete that should not be': noneIsCompleteThatShouldNotBe,
  'nothing is left in the store': nothingIsLeftInTheStore,
  'counters equal rows': countersEqualRows,
  'quotas equal files': quotasEqualFiles,
  'the journal is whole and in order': journalIsInOrder,
  'every watcher saw the journal in its order': watchersSawAll,
  'webhooks told of every end': webhooksToldAll,
};
