import type { KeyBody } from '@waybill/contracts';
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import { admin } from '../api.js';
import { ago, moment } from '../format.js';
import { Ask } from '../parts/ask.js';
import { AddLine } from '../parts/add-line.js';
import { Secret } from '../parts/secret.js';
import { States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLoaded } from '../parts/use-loaded.js';
import { type ColumnHead, TableHead } from '../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Key' },
  { name: 'Of' },
  { name: 'Status' },
  { name: 'Scopes', look: 'wide' },
  { name: 'Last used', look: 'wide' },
  { name: 'Actions', look: 'unseen' },
];

interface Shown {
  readonly title: string;
  readonly key: string;
}

/** Every key of every tenant, and of admins. */
export function Keys() {
  const load = useCallback(() => admin.listKeys(), []);
  const [loaded, reload] = useLoaded(load);
  const [shown, setShown] = useState<Shown>();
  const show = (next: Shown) => {
    setShown(next);
    reload();
  };
  return (
    <section aria-labelledby="keys">
      <h1 id="keys">Keys</h1>
      <AddKey onMade={show} />
      {shown && (
        <Secret title={shown.title} secret={shown.key} onClose={() => setShown(undefined)} />
      )}
      <States loaded={loaded} onRetry={reload}>
        {({ items }) => <KeyTable keys={items} onMade={show} onChanged={reload} />}
      </States>
    </section>
  );
}

interface TableProps {
  readonly keys: readonly KeyBody[];
  readonly onMade: (shown: Shown) => void;
  readonly onChanged: () => void;
}

function KeyTable({ keys, onMade, onChanged }: TableProps) {
  const [asked, setAsked] = useState<{ verb: 'Rotate' | 'Revoke'; key: KeyBody }>();
  const rotate = async (key: KeyBody) => {
    const rotated = await admin.rotateKey(key.id);
    const until = moment(rotated.previousExpiresAt);
    onMade({ title: `The new key; the one until now works until ${until}`, key: rotated.key });
  };
  const revoke = async (key: KeyBody) => {
    await admin.revokeKey(key.id);
    onChanged();
  };
  return (
    <>
      <table>
        <TableHead columns={COLUMNS} />
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>
                <code>{key.hint}…</code> {key.name}
              </td>
              <td>{key.tenant ?? 'admin'}</td>
              <td>
                <Status of={statusOf(key)} />
              </td>
              <td className="wide">{key.scopes.join(', ')}</td>
              <td className="wide">
                {key.lastUsedAt === undefined ? 'never' : ago(key.lastUsedAt)}
              </td>
              <td className="actions">
                {statusOf(key) === 'active' &&
                  (['Rotate', 'Revoke'] as const).map((verb) => (
                    <Button
                      key={verb}
                      className="quiet"
                      aria-label={`${verb} ${key.hint}`}
                      onPress={() => setAsked({ verb, key })}
                    >
                      {verb}
                    </Button>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && (
        <Ask
          title={`${asked.verb} ${asked.key.hint}…?`}
          verb={asked.verb}
          danger={asked.verb === 'Revoke'}
          onYes={() => (asked.verb === 'Rotate' ? rotate(asked.key) : revoke(asked.key))}
          onClose={() => setAsked(undefined)}
        >
          <p>
            {asked.verb === 'Rotate'
              ? 'A new key is made. The one until now works for another day.'
              : 'Whoever uses it is refused from now on. There is no way back.'}
          </p>
        </Ask>
      )}
    </>
  );
}

function statusOf({ revokedAt, expiresAt }: KeyBody): string {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) < Date.now() ? 'expired' : 'active';
}

function AddKey({ onMade }: { readonly onMade: (shown: Shown) => void }) {
  const add = async (tenant: string) => {
    const { key } = await admin.createKey({ tenant });
    onMade({ title: `The new key of ${tenant}`, key });
  };
  return (
    <AddLine label="Tenant of a new key" placeholder="billing" verb="Make a key" onAdd={add} />
  );
}
