import { chunkKeyPrefix, fileKey, type FileStatus } from '@waybill/domain';
import type { Truth } from '../actors/truth.js';
import type { Watcher } from '../actors/watcher.js';
import { joined, nameOf } from '../store/content.js';
import type { Surroundings } from '../surroundings.js';

/** What must be true when the weather has cleared and everything has come to rest. */
export function checkEnding(
  surroundings: Surroundings,
  truths: readonly Truth[],
  watchers: readonly Watcher[],
): void {
  for (const truth of truths) checkFile(surroundings, truth);
  for (const watcher of watchers) checkWatcher(surroundings, watcher);
  checkQueue(surroundings);
  checkLetters(surroundings);
  checkStore(surroundings);
}

function endsOf({ purpose, overwritten, expiresIn }: Truth): readonly FileStatus[] {
  if (overwritten) return ['completed', 'deleted', 'failed', 'aborted', 'expired'];
  const late: readonly FileStatus[] = expiresIn < 3_600 ? ['expired'] : [];
  switch (purpose) {
    case 'finish':
      return ['completed', ...late];
    case 'remove':
      return ['deleted', ...late];
    case 'abort':
      return ['aborted', 'deleted', ...late];
    case 'leave':
    case 'hopeless':
      return ['expired', 'completed'];
  }
}

function checkFile({ db, checks, store }: Surroundings, truth: Truth): void {
  const file = db.file(truth.fileId ?? '');
  if (!file) {
    checks.fail('every client can declare its file', truth.name);
    return;
  }
  const { id, status, failure } = file;
  if (!endsOf(truth).includes(status)) {
    const why = failure ? ` (${failure.code}: ${failure.detail})` : '';
    checks.fail(
      'every upload comes to its end',
      `${truth.name} (${truth.purpose}) is ${status}${why}`,
    );
  }
  if (status === 'completed' && !truth.overwritten) {
    const object = store.objects.get(fileKey(id));
    const wanted = nameOf(joined(truth.contents));
    const got = object ? nameOf(object.content) : '(none)';
    if (got !== wanted || object?.etag !== file.location?.etag) {
      checks.fail('the final object is the file', `${truth.name}: ${got} instead of ${wanted}`);
    }
  }
}

/** Each event of its scope, in order, none missing, none twice. */
function checkWatcher({ db, checks }: Surroundings, { scope, seen, from }: Watcher): void {
  if (from === undefined) return;
  const wanted = db.journal
    .filter(({ tenantId }) => tenantId === scope.tenantId)
    .filter(({ fileId }) => scope.fileId === undefined || scope.fileId === fileId)
    .flatMap(({ position }) => (position !== undefined && position > from ? position : []))
    .sort((a, b) => a - b);
  if (wanted.join() === seen.join()) return;
  const detail = `${scope.fileId ?? scope.tenantId} saw ${seen.join()} of ${wanted.join()}`;
  checks.fail('every watcher sees every event in order', detail);
}

/** On-call is told of nothing that we have done ourselves. */
function checkLetters({ db, checks }: Surroundings): void {
  const own = db.deadLetters.find(({ body }) => body.includes('CompleteMultipartUpload'));
  if (own) checks.fail('no dead letter tells of our own doing', own.detail);
}

function checkQueue({ db, checks, queue, weather }: Surroundings): void {
  for (const job of queue.jobs.values()) checks.accounts.looked(job);
  if (!weather.clear || !queue.isIdle) checks.fail('the queue comes to rest', 'jobs are left');
  if (db.relay.published !== db.journal.length) {
    const detail = `${db.relay.published} of ${db.journal.length}`;
    checks.fail('the whole journal is published', detail);
  }
}

/** Nothing lies there but the final objects of completed files. */
function checkStore({ db, checks, store }: Surroundings): void {
  const wanted = new Set(
    [...db.files.values()].flatMap(({ id, status }) => (status === 'completed' ? fileKey(id) : [])),
  );
  const open = [...db.files.values()].filter(({ status }) => status === 'failed');
  const mayStay = (key: string): boolean =>
    open.some(({ id }) => key.startsWith(chunkKeyPrefix(id)) || key === fileKey(id));
  for (const key of store.objects.keys()) {
    if (!wanted.has(key) && !mayStay(key)) checks.fail('nothing is left over', key);
  }
  for (const { key, id } of store.uploads.values()) {
    if (!mayStay(key)) checks.fail('nothing is left over', `upload ${id} of ${key}`);
  }
  for (const key of wanted) {
    const made = store.history.get(key)?.length ?? 0;
    if (!store.objects.has(key)) checks.fail('the final object is there', key);
    if (made > 1 && !db.file(key.slice('files/'.length))?.strategy.startsWith('single')) {
      checks.fail('there is one final object', `${key} was made ${made} times`);
    }
  }
}
