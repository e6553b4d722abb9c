import type { WaybillEvent } from '@waybill/client';
import { useEffect } from 'react';
import { client } from '../api.js';

/** Milliseconds between two calls while events keep coming. */
const PACE = 1_000;

/**
 * Calls when an event says that what is shown may have changed, and when the stream stands again: what
 * was told meanwhile was missed. At most once a second.
 * @param concerns and `reload` have to stay the same between renderings
 */
export function useLive(concerns: (event: WaybillEvent) => boolean, reload: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const soon = () => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = performance.now();
          reload();
        },
        Math.max(0, last + PACE - performance.now()),
      );
    };
    const leave = client.hub.listen((event) => concerns(event) && soon(), soon);
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [concerns, reload]);
}
