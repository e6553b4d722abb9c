import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';

/** A server that does nothing else, in a thread of its own: what it takes is the machine's doing. */
const server = createServer((_request, response) => response.end('still'));
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
