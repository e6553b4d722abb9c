import { afterEach, describe, expect, it } from '@jest/globals';
import { Connection } from './connection.js';

const real = globalThis.fetch;

describe('Connection', () => {
  afterEach(() => {
    globalThis.fetch = real;
  });
  const answers = (...given: (number | 'nothing')[]) => {
    globalThis.fetch = () => {
      const next = given.shift();
      if (typeof next !== 'number') return Promise.reject(new TypeError('Failed to fetch'));
      return Promise.resolve(new Response(null, { status: next }));
    };
  };
  const call = (connection: Connection, url: string) =>
    connection.fetch(url).catch(() => undefined);

  it('tells the server from the store, and silence from an answer', async () => {
    const connection = new Connection('https://own.test');
    answers('nothing', 200, 'nothing', 503, 200);
    const said = [];
    for (const url of ['/v1/a', '/v1/a', ...Array<string>(3).fill('https://store.test/b')]) {
      await call(connection, url);
      said.push(connection.read());
    }
    expect(said).toEqual(['server', undefined, 'store', 'store-busy', undefined]);
  });

  it('takes a call that was given up for no trouble', async () => {
    const connection = new Connection('https://own.test');
    globalThis.fetch = () => Promise.reject(new DOMException('Given up', 'AbortError'));
    await call(connection, '/v1/a');
    expect(connection.read()).toBeUndefined();
  });

  it('waits no longer than until it is better', async () => {
    const connection = new Connection('https://own.test');
    answers('nothing', 200);
    await call(connection, '/v1/a');
    const better = connection.better(60_000, new AbortController().signal);
    await call(connection, '/v1/a');
    await better;
    const stop = new AbortController();
    const never = connection.better(60_000, stop.signal);
    stop.abort();
    await never;
  });
});
