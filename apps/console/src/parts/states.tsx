import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Loaded } from './use-loaded.js';

interface Props<T> {
  readonly loaded: Loaded<T>;
  readonly onRetry: () => void;
  readonly children: (value: T) => ReactNode;
}

/** Loading, failed or there: each has its look. */
export function States<T>({ loaded, onRetry, children }: Props<T>) {
  if (loaded.state === 'loading') {
    return (
      <div className="skeleton" role="status" aria-label="Loading">
        <span />
        <span />
        <span />
      </div>
    );
  }
  const fault = loaded.fault !== undefined && (
    <div className="notice danger" role="alert">
      <p>
        {loaded.fault}
        {loaded.state === 'there' && ' What you see may be out of date.'}
      </p>
      <Button className="quiet" onPress={onRetry}>
        Try again
      </Button>
    </div>
  );
  return (
    <>
      {fault}
      {loaded.state === 'there' && children(loaded.value)}
    </>
  );
}

/** Where there is nothing yet: what would be here, and how it comes. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="empty">
      <svg viewBox="0 0 48 24" aria-hidden>
        <rect x="1" y="1" width="10" height="10" rx="2" />
        <rect x="19" y="1" width="10" height="10" rx="2" />
        <rect x="37" y="1" width="10" height="10" rx="2" />
        <rect x="10" y="13" width="10" height="10" rx="2" />
        <rect x="28" y="13" width="10" height="10" rx="2" />
      </svg>
      <h3>{title}</h3>
      <p>{children}</p>
    </div>
  );
}
