import { useSyncExternalStore } from 'react';

/** Where in the console: the part of the address after `#/`, cut at slashes. */
export function usePlace(): readonly string[] {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => location.hash,
  );
  return hash
    .replace(/^#\/?/u, '')
    .split('/')
    .filter((part) => part !== '');
}
