import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const NOTIFICATIONS = '<NotificationConfiguration></NotificationConfiguration>';

/** A store of somebody else's: notes each call, and has a bucket that nothing is configured for. */
export class RecordingStore {
  /** `METHOD /path?query`, in order. */
  readonly calls: string[] = [];
  hasBucket = true;
  private readonly server: Server;

  constructor() {
    this.server = createServer(({ method = '', url = '' }, response) => {
      this.calls.push(`${method} ${url}`);
      const found = this.hasBucket && (method !== 'GET' || url.includes('?notification'));
      response.writeHead(found ? 200 : 404).end(found && method === 'GET' ? NOTIFICATIONS : '');
    });
  }

  /** @returns the endpoint */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Calls that are no mere look. */
  get changes(): string[] {
    return this.calls.filter((call) => !/^(GET|HEAD) /u.test(call));
  }
}
