import { WaybillClient, type EventsOptions, type WaybillEvent } from '@waybill/client';
import type { SessionBody } from '@waybill/contracts';
import { EventHub } from './event-hub.js';

const own = { url: location.origin };

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

const json = { 'content-type': 'application/json', 'x-waybill-session': '1' };

/** Who has signed in; undefined where nobody has. @throws Error where the API does not answer */
export async function whoAmI(): Promise<SessionBody | undefined> {
  const response = await fetch('/v1/session');
  if (response.status === 401) return undefined;
  return answer(response);
}

/** @throws Error with what the API says */
export async function signIn(key: string): Promise<SessionBody> {
  const body = JSON.stringify({ key });
  return answer(await fetch('/v1/session', { method: 'POST', headers: json, body }));
}

export async function signOut(): Promise<void> {
  await fetch('/v1/session', { method: 'DELETE', headers: json });
}

async function answer(response: Response): Promise<SessionBody> {
  const body = (await response.json()) as SessionBody & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body;
}
