import { connect } from 'node:net';

/** @returns what Redis answers to a command line, in its own protocol. */
export async function askRedis(url: string | undefined, command: string): Promise<string> {
  const { hostname, port } = new URL(url ?? '');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
    socket.write(`${command}\r\n`);
  });
}
