import type { ApiCaller } from './api-caller.js';
import { waitUntil } from './wait-until.js';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A call as it came, whatever was answered. */
export interface Received {
  /** `webhook-id`. */
  readonly id: string;
  readonly event: { id: string; type: string; subject: string; data: Record<string, unknown> };
  /** How many of the receiver's secrets verify it. */
  readonly verifiedBy: number;
  readonly accepted: boolean;
}

export interface WebhookView {
  readonly id: string;
  readonly status: string;
  readonly secret: string;
  readonly pausedReason?: string;
  readonly failingSince?: string;
}

export interface DeliveryView {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastError?: string;
}

/** What the receiver does with a call: answers with a status, resets, or never answers. */
export type Behaviour = number | 'reset' | 'silence';

/** Somebody's service that webhooks are sent to; verifies with the library of the specification. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Of which the caller has signed with one, or with two while they are rotated. */
  readonly secrets: string[] = [];
  behave: (call: number) => Behaviour = () => 204;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer((request, response) => void receiver.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new WebhookReceiver(server, `http://127.0.0.1:${port}/hook`);
    return receiver;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Registers itself; its secret is known from then on. */
  async register(api: ApiCaller, body: Record<string, unknown> = {}): Promise<WebhookView> {
    const { status, body: made } = await api.call<WebhookView>('POST', '/v1/webhooks', {
      url: this.url,
      ...body,
    });
    if (status !== 201) throw new Error(JSON.stringify(made));
    this.secrets.push(made.secret);
    return made;
  }

  get accepted(): Received[] {
    return this.received.filter(({ accepted }) => accepted);
  }

  /** `subject type` of each event that was accepted, each once. */
  get events(): Set<string> {
    return new Set(
      this.accepted.map(({ event }) => `${event.subject} ${event.type.replace('io.waybill.', '')}`),
    );
  }

  /** Waits until all of these were accepted. */
  async has(events: readonly string[], timeoutMs = 60_000): Promise<void> {
    await waitUntil(
      `the webhooks ${events.join(', ')}`,
      () => Promise.resolve(events.every((event) => this.events.has(event))),
      timeoutMs,
    );
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    const behaviour = this.behave(this.received.length);
    const headers = request.headers as Record<string, string>;
    this.received.push({
      id: headers['webhook-id'] ?? '',
      event: JSON.parse(body) as Received['event'],
      verifiedBy: this.secrets.filter((secret) => verifies(secret, body, headers)).length,
      accepted: behaviour === 200 || behaviour === 204,
    });
    if (behaviour === 'reset') request.socket.resetAndDestroy();
    else if (behaviour !== 'silence') response.writeHead(behaviour, { location: '/' }).end();
  }
}

function verifies(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
