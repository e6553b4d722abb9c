import type { OverviewBody } from '@waybill/contracts';
import { count, duration } from '../../format.js';
import { type ColumnHead, TableHead } from '../../parts/table-head.js';

const COLUMNS: readonly ColumnHead[] = [
  { name: 'Host' },
  { name: 'Roles' },
  { name: 'In hand', look: 'wide' },
  { name: 'Up for', look: 'number' },
];

/** Who is alive, and what each does now. */
export function Processors({ overview }: { readonly overview: OverviewBody }) {
  const { processors, at } = overview;
  if (processors.length === 0) return null;
  return (
    <>
      <header className="heading">
        <h2>Processors</h2>
        <span className="number">{count(processors.length, 'process', 'processes')}</span>
      </header>
      <table>
        <TableHead columns={COLUMNS} />
        <tbody>
          {processors.map(({ id, host, pid, roles, busy, startedAt }) => (
            <tr key={id}>
              <td>
                {host} <span className="number">#{pid}</span>
              </td>
              <td>{roles.join(', ')}</td>
              <td className="wide">{inHand(busy)}</td>
              <td className="number">
                {duration((Date.parse(at) - Date.parse(startedAt)) / 1000)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function inHand(busy: Readonly<Record<string, number>>): string {
  const jobs = Object.entries(busy).filter(([, jobs]) => jobs > 0);
  return jobs.map(([queue, jobs]) => `${jobs} of ${queue}`).join(', ') || 'nothing';
}
