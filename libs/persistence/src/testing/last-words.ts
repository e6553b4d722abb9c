import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** ReadyForQuery of an idle session, as the server sends it. */
const READY = Buffer.from('5a0000000549', 'hex');

/** The FATAL that `pg_terminate_backend` has a session say (protocol 3.0, ErrorResponse). */
const LAST_WORDS = errorResponse({
  S: 'FATAL',
  V: 'FATAL',
  C: '57P01',
  M: 'terminating connection due to administrator command',
});

/**
 * A TCP proxy before the database whose sessions end as soon as they are asked nothing: the FATAL
 * comes in the same packet as the answer before it.
 * @param answers that a connection gives before its last words
 */
export async function startLastWordsProxy(
  databaseUrl: string,
  answers: number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let left = answers;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [client, upstream].forEach((one) => one.destroy()));
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      if (data.subarray(-READY.length).equals(READY)) left -= 1;
      if (left > 0) client.write(data);
      else client.end(Buffer.concat([data, LAST_WORDS]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Object.entries(fields).map(([type, value]) => `${type}${value}\0`);
  const text = Buffer.from(`${body.join('')}\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
