import { useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { admin, readiness } from '../api.js';
import { ago, count } from '../format.js';
import { Ask } from '../parts/ask.js';
import { Empty, States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLoaded } from '../parts/use-loaded.js';
import { type ColumnHead, TableHead } from '../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Why' },
  { name: 'From', look: 'wide' },
  { name: 'Seen', look: 'number' },
  { name: 'Last', look: 'wide' },
  { name: 'Actions', look: 'unseen' },
];

/** Milliseconds. There is no stream of what this view shows. */
const EVERY = 5_000;

const NAMES: Readonly<Record<string, string>> = {
  database: 'Database',
  database_writes: 'Database takes writes',
  redis: 'Redis',
  bucket: 'Bucket',
  store_proof: 'Store keeps to its permissions',
  store_gaps: 'No gap of the store is accepted',
  store_clock: 'Clock agrees with the store',
  store: 'Store answers',
  store_writes: 'Store takes writes',
};

/** What is late or broken, and what to do. */
export function OnCall() {
  const load = useCallback(
    async () => ({ ready: await readiness(), letters: await admin.listDeadLetters({ limit: 50 }) }),
    [],
  );
  const [loaded, reload] = useLoaded(load);
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <section aria-labelledby="on-call">
      <h1 id="on-call">On call</h1>
      <States loaded={loaded} onRetry={reload}>
        {({ ready, letters }) => (
          <>
            <Dependencies ready={ready} />
            <Letters letters={letters} onChanged={reload} />
          </>
        )}
      </States>
    </section>
  );
}

type Readiness = Awaited<ReturnType<typeof readiness>>;

function Dependencies({ ready }: { readonly ready: Readiness }) {
  return (
    <>
      <header className="heading">
        <h2>Dependencies of the API</h2>
        <Status of={ready.status.replace('_', ' ')} />
      </header>
      <ul className="checks">
        {ready.checks.map(({ name, status, ms, error }) => (
          <li key={name}>
            <Status of={status} text={NAMES[name] ?? name.replaceAll('_', ' ')} />
            <span className="number">{error ?? `${ms} ms`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

type Letters = Awaited<ReturnType<typeof admin.listDeadLetters>>;

interface LettersProps {
  readonly letters: Letters;
  readonly onChanged: () => void;
}

function Letters({ letters, onChanged }: LettersProps) {
  const [asked, setAsked] = useState<string>();
  const [fault, setFault] = useState<string>();
  const replay = (id: string) =>
    void admin.replayDeadLetter(id).then(
      ({ outcome, detail }) => {
        setFault(outcome === 'kept' ? `It was kept: ${detail ?? 'it fails as before'}` : undefined);
        onChanged();
      },
      (error: Error) => setFault(error.message),
    );
  return (
    <>
      <header className="heading">
        <h2>Dead letters</h2>
        <span className="number">{count(letters.total, 'letter')}</span>
      </header>
      {fault !== undefined && (
        <p role="alert" className="fault">
          {fault}
        </p>
      )}
      {letters.items.length === 0 && (
        <Empty title="No dead letters">Every event that came could be used.</Empty>
      )}
      {letters.items.length > 0 && (
        <table>
          <TableHead columns={COLUMNS} />
          <tbody>
            {letters.items.map((letter) => (
              <tr key={letter.id}>
                <td>
                  <details>
                    <summary>
                      {letter.reason}: {letter.detail}
                    </summary>
                    <pre tabIndex={0}>{letter.body}</pre>
                  </details>
                </td>
                <td className="wide">{letter.source}</td>
                <td className="number">{letter.timesSeen}</td>
                <td className="wide">{ago(letter.lastSeenAt)}</td>
                <td className="actions">
                  <Button aria-label={`Replay ${letter.id}`} onPress={() => replay(letter.id)}>
                    Replay
                  </Button>
                  <Button
                    className="quiet"
                    aria-label={`Drop ${letter.id}`}
                    onPress={() => setAsked(letter.id)}
                  >
                    Drop
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asked !== undefined && (
        <Ask
          title="Drop this letter?"
          verb="Drop"
          danger
          onYes={async () => {
            await admin.dropDeadLetter(asked);
            onChanged();
          }}
          onClose={() => setAsked(undefined)}
        >
          <p>Its body is gone then, for good.</p>
        </Ask>
      )}
    </>
  );
}
