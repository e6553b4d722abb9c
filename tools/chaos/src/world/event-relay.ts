import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds within which shuffled events may change their order. */
const SHUFFLED_WITHIN = 1_500;
const DEADLINE = 10_000;

type Mode = 'pass' | 'drop' | 'double' | 'shuffle' | 'forge';

/** Stands between the store and the API's webhook, and does to events what networks and strangers do. */
export class EventRelay {
  mode: Mode = 'pass';
  /** Where the API takes events; told once it is there. */
  target = '';
  dropped = 0;
  forged = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<EventRelay> {
    const server = createServer();
    const relay = new EventRelay(server);
    server.on('request', (request, response) => void relay.take(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/events`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const headers = { authorization, 'content-type': type };
    // Of a request that nobody waits for any more there is nothing to tell.
    const answer = (status: number) =>
      void (response.destroyed || response.writeHead(status).end());
    switch (this.mode) {
      case 'drop':
        this.dropped += 1;
        return answer(200);
      case 'double':
        await this.pass(body, headers);
        return answer(await this.pass(body, headers));
      case 'shuffle':
        answer(200);
        await sleep(Math.random() * SHUFFLED_WITHIN);
        return void (await this.pass(body, headers));
      case 'forge':
        await this.forge(body, headers);
        return answer(await this.pass(body, headers));
      case 'pass':
        return answer(await this.pass(body, headers));
    }
  }

  /** What somebody who has the token, or has not, makes of what goes by. */
  private async forge(body: string, headers: Record<string, string>): Promise<void> {
    const altered = [
      body.replaceAll(/"(eTag)":\s*"[^"]*"/gu, '"$1":"0123456789abcdef0123456789abcdef"'),
      body.replaceAll(/chunks\/\d+/gu, 'chunks/9999'),
      body.replaceAll(/"size":\s*\d+/gu, '"size":1'),
      body.slice(0, body.length >> 1),
      '{"Records":"none"}',
    ];
    for (const one of altered) await this.pass(one, headers);
    await this.pass(body, { ...headers, authorization: 'Bearer of-nobody' });
    this.forged += altered.length + 1;
  }

  private async pass(body: string, headers: Record<string, string>): Promise<number> {
    const signal = AbortSignal.timeout(DEADLINE);
    return fetch(this.target, { method: 'POST', headers, body, signal }).then(
      ({ status }) => status,
      () => 503,
    );
  }
}
