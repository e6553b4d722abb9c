import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP connection between a service and a server, which can be cut, stopped and slowed. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private isStalled = false;
  /** Milliseconds that each piece takes. */
  private delay = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async to(url: string): Promise<Link> {
    const server = createServer();
    const link = new Link(server, new URL(url));
    server.on('connection', (client) => link.connect(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  /** The target's URL, through here. */
  get url(): string {
    const url = new URL(this.target.href);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Breaks what is open, and refuses what comes. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets nothing pass, and closes nothing: what a server looks like that has stopped. */
  stall(): void {
    this.isStalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** @param milliseconds for each piece, in each direction */
  slow(milliseconds: number): void {
    this.delay = milliseconds;
  }

  /** All is well again. What was paused goes on. */
  heal(): void {
    this.isCut = false;
    this.isStalled = false;
    this.delay = 0;
    for (const socket of this.sockets) socket.resume();
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private connect(client: Socket): void {
    if (this.isCut) return void client.destroy();
    const upstream = connect(Number(this.target.port), this.target.hostname);
    client.pipe(this.pace()).pipe(upstream);
    upstream.pipe(this.pace()).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      if (this.isStalled) socket.pause();
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
  }

  private pace(): Transform {
    return new Transform({
      transform: (data: Buffer, _, next) => {
        if (this.delay === 0) next(null, data);
        else setTimeout(() => next(null, data), this.delay);
      },
    });
  }
}
