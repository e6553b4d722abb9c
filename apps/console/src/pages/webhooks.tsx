import type { CreatedWebhookBody, WebhookBody } from '@waybill/contracts';
import { useCallback, useState, type FormEvent } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import { client } from '../api.js';
import { ago } from '../format.js';
import { Secret } from '../parts/secret.js';
import { Empty, States } from '../parts/states.js';
import { Status } from '../parts/status.js';
import { useLoaded } from '../parts/use-loaded.js';

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
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Status</th>
          <th scope="col" className="wide">
            Events
          </th>
          <th scope="col" className="wide">
            Made
          </th>
        </tr>
      </thead>
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
  const [url, setUrl] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      onMade(await client.webhooks.create({ url: url.trim() }));
      setUrl('');
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form className="line" validationBehavior="aria" onSubmit={(event) => void submit(event)}>
      <TextField
        type="url"
        value={url}
        isInvalid={fault !== undefined}
        onChange={(text) => {
          setUrl(text);
          setFault(undefined);
        }}
      >
        <Label>Address of a new webhook</Label>
        <Input placeholder="https://example.com/waybill" />
        <FieldError>{fault}</FieldError>
      </TextField>
      <Button type="submit" isDisabled={busy || url.trim() === ''}>
        Add
      </Button>
    </Form>
  );
}
