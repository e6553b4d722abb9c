import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeBackend } from './fake-backend.js';
import { routes, type Exchange } from './fake-routes.js';

/** Takes the place of the next answers to what it matches. */
export interface FakeFault {
  readonly method: string;
  readonly path: RegExp;
  /** How many requests it meets; 1 when left out. */
  times?: number;
  readonly act: (exchange: Exchange) => void;
}

/**
 * API and store in one process, speaking just the contract, for the failures that a real one
 * cannot be made to show at will. It believes chunks as their bytes arrive, like a store's events.
 */
export class FakeWaybill extends FakeBackend {
  readonly requests: string[] = [];
  readonly #faults: FakeFault[] = [];
  #server: Server | undefined;

  static async start(): Promise<FakeWaybill> {
    const fake = new FakeWaybill();
    fake.#server = createServer((request, response) => void fake.#serve(request, response));
    await new Promise<void>((resolve) => fake.#server?.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  fault(fault: FakeFault): void {
    this.#faults.push(fault);
  }

  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** How many requests of this kind came, e.g. `PUT /store`. */
  count(start: string): number {
    return this.requests.filter((request) => request.startsWith(start)).length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    } catch {
      return;
    }
    const url = new URL(request.url ?? '/', this.url);
    const exchange: Exchange = {
      fake: this,
      request,
      response,
      url,
      body: Buffer.concat(parts),
    };
    const line = `${request.method ?? ''} ${url.pathname}`;
    this.requests.push(line);
    const index = this.#faults.findIndex(
      (fault) => fault.method === request.method && fault.path.test(url.pathname),
    );
    const fault = this.#faults[index];
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times === 0) this.#faults.splice(index, 1);
      return fault.act(exchange);
    }
    routes(exchange);
  }
}
