import {
  WaybillAdminClient,
  WaybillClient,
  type EventsOptions,
  type WaybillEvent,
} from '@waybill/client';
import type { SessionBody } from '@waybill/contracts';
import { Connection } from '@waybill/page-uploads';
import { EventHub } from './event-hub.js';

/** What every answer says of the way to the server and to the store. */
export const connection = new Connection(location.origin);
connection.watch(window);

const ended = new Set<() => void>();

/** Calls when the server says that nobody is signed in any more. @returns what ends that */
export function onSignedOut(listener: () => void): () => void {
  ended.add(listener);
  return () => ended.delete(listener);
}

const watched: typeof fetch = async (input, init) => {
  const response = await connection.fetch(input, init);
  if (response.status === 401) for (const listener of ended) listener();
  return response;
};

const own = { url: location.origin, fetch: watched };

/**
 * One stream for all files: a browser opens six connections to a host over HTTP/1.1, and a stream for
 * each upload would leave none for calls.
 */
class PageClient extends WaybillClient {
  readonly hub = new EventHub((options) => this.allEvents(options));

  override events(id: string, options: EventsOptions = {}): AsyncGenerator<WaybillEvent, void> {
    return this.hub.ofFile(id, options);
  }
}

/** The API, as whoever has signed in. */
export const client = new PageClient(own);
export const admin = new WaybillAdminClient(own);

const json = { 'content-type': 'application/json', 'x-waybill-session': '1' };

/** Who has signed in; undefined where nobody has. @throws Error where the API does not answer */
export async function whoAmI(): Promise<SessionBody | undefined> {
  const response = await connection.fetch('/v1/session');
  if (response.status === 401) return undefined;
  return answer(response);
}

/** @throws Error with what the API says */
export async function signIn(key: string): Promise<SessionBody> {
  const body = JSON.stringify({ key });
  return answer(await fetch('/v1/session', { method: 'POST', headers: json, body }));
}

export async function signOut(): Promise<void> {
  await fetch('/v1/session', { method: 'DELETE', headers: json }).catch(() => undefined);
}

async function answer(response: Response): Promise<SessionBody> {
  const body = (await response.json()) as SessionBody & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body;
}

export interface Readiness {
  readonly status: string;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly ms: number;
    readonly error?: string;
  }[];
}

/** How the API's dependencies are; 503 is an answer, too. */
export async function readiness(): Promise<Readiness> {
  const response = await fetch('/health/ready');
  return (await response.json()) as Readiness;
}
