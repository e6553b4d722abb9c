import type { FileDetail } from './words.js';

/** Until the signal ends, has the browser ask before it leaves a page with which these would be lost. */
export function holdPage(signal: AbortSignal, files: () => readonly FileDetail[]): void {
  const hold = (event: BeforeUnloadEvent) => {
    const runs = files().some(({ state }) => state === 'running' || state === 'waiting');
    if (runs) event.preventDefault();
  };
  window.addEventListener('beforeunload', hold, { signal });
}
