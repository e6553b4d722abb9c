import { useState } from 'react';
import { Button } from 'react-aria-components';
import { admin } from '../../api.js';
import { ago, count } from '../../format.js';
import { Ask } from '../../parts/ask.js';
import { Empty } from '../../parts/states.js';
import { type ColumnHead, TableHead } from '../../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Why' },
  { name: 'From', look: 'wide' },
  { name: 'Seen', look: 'number' },
  { name: 'Last', look: 'wide' },
  { name: 'Actions', look: 'unseen' },
];

type Letters = Awaited<ReturnType<typeof admin.listDeadLetters>>;

interface LettersProps {
  readonly letters: Letters;
  readonly onChanged: () => void;
}

/** Storage events that could not be used, to be replayed or dropped. */
export function Letters({ letters, onChanged }: LettersProps) {
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
