import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '../process/wait.js';

export interface ReceivedEvent {
  path: string | undefined;
  authorization: string | undefined;
  key: string;
  /** Which notification of the bucket sent it. */
  configuration: string;
}

/** An endpoint that notes the events which a store sends it. */
export class EventSink {
  readonly events: ReceivedEvent[] = [];
  private readonly server = createServer((request, response) => {
    void this.take(request).then(() => response.writeHead(202).end());
  });

  /** @returns its port. */
  async listen(port = 0): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async received(key: string, count: number, deadlineMs: number): Promise<ReceivedEvent[]> {
    const matching = () => this.events.filter((event) => event.key === key);
    await waitUntil(() => matching().length >= count, { deadlineMs });
    return matching();
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { Records } = JSON.parse(Buffer.concat(chunks).toString()) as {
      Records: { s3: { configurationId: string; object: { key: string } } }[];
    };
    for (const { s3 } of Records) {
      this.events.push({
        path: request.url,
        authorization: request.headers.authorization,
        key: s3.object.key,
        configuration: s3.configurationId,
      });
    }
  }
}
