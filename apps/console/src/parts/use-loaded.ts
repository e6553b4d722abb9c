import { useCallback, useEffect, useRef, useState } from 'react';
import { connection } from '../api.js';

/** `there` with a `fault`: what was there before, since asking again has failed. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly fault: string }
  | { readonly state: 'there'; readonly value: T; readonly fault?: string };

/**
 * What a call of the API answers. Asked again when `load` changes, when the second result is called, and
 * when the server is back after it was not there.
 */
export function useLoaded<T>(load: () => Promise<T>): readonly [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const ask = useRef(() => {});
  useEffect(() => {
    let over = false;
    let asking = false;
    let again = false;
    const run = async () => {
      again = true;
      if (asking) return;
      asking = true;
      while (again && !over) {
        again = false;
        const next = await outcome(load);
        if (!over) setLoaded((before) => settled(before, next));
      }
      asking = false;
    };
    ask.current = () => void run();
    void run();
    const leave = connection.subscribe(() => {
      if (connection.read() === undefined) void run();
    });
    return () => {
      over = true;
      leave();
    };
  }, [load]);
  return [loaded, useCallback(() => ask.current(), [])];
}

async function outcome<T>(load: () => Promise<T>): Promise<Loaded<T>> {
  try {
    return { state: 'there', value: await load() };
  } catch (error) {
    return { state: 'failed', fault: error instanceof Error ? error.message : String(error) };
  }
}

function settled<T>(before: Loaded<T>, next: Loaded<T>): Loaded<T> {
  return next.state === 'failed' && before.state === 'there'
    ? { ...before, fault: next.fault }
    : next;
}
