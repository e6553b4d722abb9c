import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** A TCP proxy that counts the bytes that clients send, to show what an app really received. */
export class CountingProxy {
  private bytes = 0;

  private constructor(private readonly server: Server) {}

  static async to(targetUrl: string): Promise<CountingProxy> {
    const target = new URL(targetUrl);
    const server = createServer();
    const proxy = new CountingProxy(server);
    server.on('connection', (client) => {
      const upstream = connect(Number(target.port), target.hostname);
      client.on('data', (data) => (proxy.bytes += data.length));
      client.pipe(upstream).pipe(client);
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Bytes that clients have sent through here, headers included. */
  get received(): number {
    return this.bytes;
  }

  close(): void {
    this.server.close();
  }
}
