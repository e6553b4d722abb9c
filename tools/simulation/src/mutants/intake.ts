import type { Mutant } from './mutant.js';

/** Bugs on the way from the store into the queue. */
export const INTAKE_MUTANTS: readonly Mutant[] = [
  {
    name: 'acknowledges before the job is stored',
    seed: 1,
    intake: (real) => ({
      add: (events) => {
        void real.add(events).catch(() => undefined);
        return Promise.resolve();
      },
    }),
  },
  {
    name: 'drops the batch when one record cannot be read',
    seed: 9,
    parse: (real) => (body) => {
      const parsed = real(body);
      return parsed.rejected.length > 0 ? { ...parsed, events: [] } : parsed;
    },
  },
  {
    name: 'forgets a job whose worker has died',
    seed: 4,
    stalled: (queue, job) => queue.finish(job, 'done'),
  },
  {
    name: 'takes a job that failed for one that is done',
    seed: 1,
    handler: (real, { key }) =>
      key !== 'storageEvents'
        ? real
        : { ...real, handle: (job, context) => real.handle(job, context).catch(() => undefined) },
  },
];
