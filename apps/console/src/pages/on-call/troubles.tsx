import type { OverviewBody } from '@waybill/contracts';
import { duration } from '../../format.js';
import { Status } from '../../parts/status.js';
import { type ColumnHead, TableHead } from '../../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'What' },
  { name: 'Why, and what to do' },
  { name: 'For', look: 'number' },
];

interface Trouble {
  readonly id: string;
  readonly what: string;
  readonly state: string;
  readonly whose: string;
  readonly why: string;
  readonly advice: string;
  readonly since: string;
}

/** Files and webhooks that need somebody. */
export function Troubles({ overview }: { readonly overview: OverviewBody }) {
  const troubles = [...overview.files.map(ofFile), ...overview.webhooks.map(ofWebhook)];
  if (troubles.length === 0) return null;
  return (
    <>
      <h2>Files and webhooks in trouble</h2>
      <table>
        <TableHead columns={COLUMNS} />
        <tbody>
          {troubles.map(({ id, what, state, whose, why, advice, since }) => (
            <tr key={id}>
              <td>
                <Status of="failed" text={state} />
                <small>{what}</small>
                <small>{whose}</small>
              </td>
              <td>
                {why}
                <small>{advice}</small>
              </td>
              <td className="number">
                {duration((Date.parse(overview.at) - Date.parse(since)) / 1000)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const STATES = { late: 'completing', failed: 'failed', drifted: 'drifted' } as const;

function ofFile(file: OverviewBody['files'][number]): Trouble {
  const { fileId, tenant, name, trouble, detail } = file;
  const whose = `${tenant}, ${fileId}`;
  return { ...file, id: fileId, what: name, whose, state: STATES[trouble], why: detail };
}

function ofWebhook(webhook: OverviewBody['webhooks'][number]): Trouble {
  const { webhookId, tenant, url, status } = webhook;
  const why = status === 'paused' ? 'It has failed for too long.' : 'It does not answer well.';
  return { ...webhook, id: webhookId, what: url, whose: tenant, state: status, why };
}
