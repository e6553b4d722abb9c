import type { DeliveryBody, WebhookBody } from '@waybill/contracts';
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../api.js';
import { ago, moment } from '../format.js';
import { Ask } from '../parts/ask.js';
import { Secret } from '../parts/secret.js';
import { Empty, States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLive } from '../parts/use-live.js';
import { useLoaded } from '../parts/use-loaded.js';
import { type ColumnHead, TableHead } from '../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Event' },
  { name: 'Status' },
  { name: 'Tries', look: 'number' },
  { name: 'Answer', look: 'wide' },
  { name: 'Made', look: 'wide' },
  { name: 'Actions', look: 'unseen' },
];

const always = () => true;

/** One webhook: what can be done with it, and what was sent. */
export function WebhookPage({ id }: { readonly id: string }) {
  const load = useCallback(
    async () => ({
      webhook: await client.webhooks.get(id),
      deliveries: (await client.webhooks.deliveries(id, { limit: 50 })).items,
    }),
    [id],
  );
  const [loaded, reload] = useLoaded(load);
  // Whatever happens to a file is soon sent to it.
  useLive(always, reload);
  return (
    <section aria-labelledby="webhook">
      <p>
        <a href="#/webhooks">All webhooks</a>
      </p>
      <States loaded={loaded} onRetry={reload}>
        {({ webhook, deliveries }) => (
          <>
            <WebhookHead webhook={webhook} onChanged={reload} />
            <h2>Deliveries</h2>
            {deliveries.length === 0 ? (
              <Empty title="Nothing was sent yet">Send a test, or upload a file.</Empty>
            ) : (
              <Deliveries webhookId={id} deliveries={deliveries} onChanged={reload} />
            )}
          </>
        )}
      </States>
    </section>
  );
}

interface HeadProps {
  readonly webhook: WebhookBody;
  readonly onChanged: () => void;
}

function WebhookHead({ webhook, onChanged }: HeadProps) {
  const { id, url, status, pausedReason, failingSince } = webhook;
  const [fault, setFault] = useState<string>();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const attempt = (work: () => Promise<unknown>) => () =>
    void work().then(
      () => {
        setFault(undefined);
        onChanged();
      },
      (error: Error) => setFault(error.message),
    );
  const paused = status === 'paused';
  return (
    <>
      <header className="heading">
        <h1 id="webhook">{url}</h1>
        <div className="actions">
          <Button onPress={attempt(() => client.webhooks.test(id))}>Send a test</Button>
          <Button
            className="quiet"
            onPress={attempt(() =>
              client.webhooks.update(id, { status: paused ? 'active' : 'paused' }),
            )}
          >
            {paused ? 'Go on' : 'Pause'}
          </Button>
          <Button
            className="quiet"
            onPress={attempt(async () => {
              setSecret((await client.webhooks.rotateSecret(id)).secret);
            })}
          >
            New secret
          </Button>
          <Button className="quiet" onPress={() => setAsking(true)}>
            Remove
          </Button>
        </div>
      </header>
      {fault !== undefined && (
        <p role="alert" className="fault">
          {fault}
        </p>
      )}
      {secret !== undefined && (
        <Secret
          title="The new secret; the one until now signs as well for a day"
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
      <p>
        <Status of={status} />{' '}
        {pausedReason && pausedReason !== 'requested' && `since its address is ${pausedReason}`}
        {failingSince !== undefined &&
          `(its address has been failing since ${moment(failingSince)})`}
      </p>
      {asking && (
        <Ask
          title="Remove this webhook?"
          verb="Remove"
          danger
          onYes={async () => {
            await client.webhooks.remove(id);
            location.hash = '#/webhooks';
          }}
          onClose={() => setAsking(false)}
        >
          <p>{url} hears of nothing any more, and what waits for it is dropped.</p>
        </Ask>
      )}
    </>
  );
}

interface DeliveriesProps {
  readonly webhookId: string;
  readonly deliveries: readonly DeliveryBody[];
  readonly onChanged: () => void;
}

function Deliveries({ webhookId, deliveries, onChanged }: DeliveriesProps) {
  const again = (id: string) =>
    void client.webhooks.redeliver(webhookId, id).then(onChanged, onChanged);
  return (
    <table>
      <TableHead columns={COLUMNS} />
      <tbody>
        {deliveries.map(({ id, type, fileId, status, attempts, createdAt, ...last }) => (
          <tr key={id}>
            <td>{fileId === undefined ? type : <a href={`#/files/${fileId}`}>{type}</a>}</td>
            <td>
              <Status of={status} />
            </td>
            <td className="number">{attempts}</td>
            <td className="wide">{last.lastError ?? last.lastStatusCode ?? ''}</td>
            <td className="wide">{ago(createdAt)}</td>
            <td className="actions">
              {status !== 'pending' && (
                <Button
                  className="quiet"
                  aria-label={`Send ${type} again`}
                  onPress={() => again(id)}
                >
                  Send again
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
