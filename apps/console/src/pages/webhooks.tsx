import type { CreatedWebhookBody, WebhookBody } from '@waybill/contracts';
import { useCallback, useState } from 'react';
import { client } from '../api.js';
import { ago } from '../format.js';
import { AddLine } from '../parts/add-line.js';
import { Secret } from '../parts/secret.js';
import { Empty, States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLoaded } from '../parts/use-loaded.js';
import { type ColumnHead, TableHead } from '../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Address' },
  { name: 'Status' },
  { name: 'Events', look: 'wide' },
  { name: 'Made', look: 'wide' },
];

/** Where the tenant's events are sent to. */
export function Webhooks() {
  const load = useCallback(() => client.webhooks.list({ limit: 100 }), []);
  const [loaded, reload] = useLoaded(load);
  const [made, setMade] = useState<CreatedWebhookBody>();
  return (
    <section aria-labelledby="webhooks">
      <h1 id="webhooks">Webhooks</h1>
      <AddWebhook
        onMade={(webhook) => {
          setMade(webhook);
          reload();
        }}
      />
      {made && (
        <Secret
          title={`The secret that signs what is sent to ${made.url}`}
          secret={made.secret}
          onClose={() => setMade(undefined)}
        />
      )}
      <States loaded={loaded} onRetry={reload}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No webhooks yet">
              Your own service hears of every file that is completed or fails, signed, until it
              answers.
            </Empty>
          ) : (
            <WebhookTable webhooks={items} />
          )
        }
      </States>
    </section>
  );
}

function WebhookTable({ webhooks }: { readonly webhooks: readonly WebhookBody[] }) {
  return (
    <table>
      <TableHead columns={COLUMNS} />
      <tbody>
        {webhooks.map((webhook) => (
          <tr key={webhook.id}>
            <td>
              <a href={`#/webhooks/${webhook.id}`}>{webhook.url}</a>
            </td>
            <td>
              <Status
                of={webhook.failingSince === undefined ? webhook.status : 'failed'}
                text={webhook.failingSince === undefined ? webhook.status : 'failing'}
              />
            </td>
            <td className="wide">{webhook.types?.join(', ') ?? 'all'}</td>
            <td className="wide">{ago(webhook.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AddWebhook({ onMade }: { readonly onMade: (webhook: CreatedWebhookBody) => void }) {
  return (
    <AddLine
      label="Address of a new webhook"
      placeholder="https://example.com/waybill"
      verb="Add"
      type="url"
      onAdd={async (url) => onMade(await client.webhooks.create({ url }))}
    />
  );
}
