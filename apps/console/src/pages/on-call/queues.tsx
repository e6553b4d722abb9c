import type { OverviewBody } from '@waybill/contracts';
import { duration } from '../../format.js';
import { Status } from '../../parts/status.js';
import { type ColumnHead, TableHead } from '../../parts/table-head.js';

/** Seconds that a job may wait before somebody should look: as the alert has it. */
export const LATE = 60;

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Queue' },
  { name: 'Role', look: 'wide' },
  { name: 'Waiting', look: 'number' },
  { name: 'In hand', look: 'wide number' },
  { name: 'Later', look: 'wide number' },
  { name: 'Given up', look: 'wide number' },
  { name: 'Oldest', look: 'number' },
];

/** How much work waits, and how long it has. */
export function Queues({ overview: { queues } }: { readonly overview: OverviewBody }) {
  if (queues.length === 0) return null;
  return (
    <>
      <h2>Queues</h2>
      <table>
        <TableHead columns={COLUMNS} />
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name}>
              <td>
                <Status of={queue.oldestSeconds > LATE ? 'failed' : 'up'} text={queue.name} />
              </td>
              <td className="wide">{queue.role}</td>
              <td className="number">{queue.waiting.toLocaleString('en')}</td>
              <td className="wide number">{queue.active.toLocaleString('en')}</td>
              <td className="wide number">{queue.delayed.toLocaleString('en')}</td>
              <td className="wide number">{queue.failed.toLocaleString('en')}</td>
              <td className="number">
                {queue.oldestSeconds === 0 ? '–' : duration(queue.oldestSeconds)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
