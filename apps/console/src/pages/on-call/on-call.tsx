import { useCallback, useEffect } from 'react';
import { admin, readiness } from '../../api.js';
import { States } from '../../parts/states.js';
import { useLoaded } from '../../parts/use-loaded.js';
import { Dependencies } from './dependencies.js';
import { Letters } from './letters.js';
import { Processors } from './processors.js';
import { Queues } from './queues.js';
import { Troubles } from './troubles.js';
import { Verdict } from './verdict.js';

/** Milliseconds. There is no stream of what this view shows. */
const EVERY = 5_000;

/** What is late or broken, why, and what to do. */
export function OnCall() {
  const load = useCallback(async () => {
    const [ready, letters, overview] = await Promise.all([
      readiness(),
      admin.listDeadLetters({ limit: 50 }),
      admin.overview(),
    ]);
    return { ready, letters, overview };
  }, []);
  const [loaded, reload] = useLoaded(load);
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <section aria-labelledby="on-call">
      <h1 id="on-call">On call</h1>
      <States loaded={loaded} onRetry={reload}>
        {({ ready, letters, overview }) => (
          <>
            <Verdict ready={ready} overview={overview} letters={letters.total} />
            <Troubles overview={overview} />
            <Queues overview={overview} />
            <Processors overview={overview} />
            <Dependencies ready={ready} />
            <Letters letters={letters} onChanged={reload} />
          </>
        )}
      </States>
    </section>
  );
}
