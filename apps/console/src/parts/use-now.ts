import { useEffect, useState } from 'react';

/** The time of `performance.now()`, anew each second while it is wanted. */
export function useNow(wanted: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!wanted) return;
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, [wanted]);
  return now;
}
