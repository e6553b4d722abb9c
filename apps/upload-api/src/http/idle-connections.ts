import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds. */
const SWEEP_INTERVAL = 100;

/**
 * Lets a server close as soon as its last answer is given. Node's `close` ends the connections that
 * are idle at that moment, but neither those that become idle later nor those that were opened in
 * advance and have not sent anything.
 */
export class IdleConnections {
  private readonly sockets = new Set<Socket>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** From now on connections are closed as they become idle. */
  startClosing(): void {
    this.sweeping ??= setInterval(() => this.sweep(), SWEEP_INTERVAL);
  }

  stop(): void {
    clearInterval(this.sweeping);
  }

  private sweep(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}
