import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeBackend } from './fake-backend.js';

export interface Exchange {
  readonly fake: FakeBackend;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: Buffer;
}

export function answer({ response }: Exchange, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'request-1' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

export function problem(
  exchange: Exchange,
  status: number,
  code: string,
  detail: string,
  extensions: Record<string, unknown> = {},
): void {
  const { pathname } = exchange.url;
  const type = `https://waybill.test/problems/${code}`;
  answer(exchange, status, {
    type,
    title: code,
    status,
    code,
    detail,
    instance: pathname,
    ...extensions,
  });
}

export function storeProblem({ response }: Exchange, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>It is so</Message></Error>`);
}

export function json<T>({ body }: Exchange): T {
  return JSON.parse(body.toString() || '{}') as T;
}

export function soon(): string {
  return new Date(Date.now() + 60_000).toISOString();
}
