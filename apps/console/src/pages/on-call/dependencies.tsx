import type { Readiness } from '../../api.js';
import { Status } from '../../parts/status.js';

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

/** How what the API stands on is. */
export function Dependencies({ ready }: { readonly ready: Readiness }) {
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
