import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy in front of the database that can go silent: what a stopped server looks like. */
export interface StallingProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** From now on nothing passes, and nothing is closed. */
  stall(): void;
  /** Everything passes again. */
  resume(): void;
  /** Breaks every connection there is. */
  cut(): void;
  close(): Promise<void>;
}

/** @param port where to listen; 0 for any that is free */
export async function startStallingProxy(databaseUrl: string, port = 0): Promise<StallingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let stalled = false;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    if (stalled) socket.pause();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    keep(client);
    keep(upstream);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
