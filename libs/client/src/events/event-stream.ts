import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ApiTransport } from '../http/api-transport.js';
import { sleep } from '../http/deadline.js';
import { isTransient, WaybillError } from '../errors.js';

/** One server-sent event. `chunk.uploaded` is told but not kept: it has no id. */
export interface WaybillEvent {
  readonly id?: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventsOptions {
  /** Go on after this event: what came later is told first. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
  /** Called each time the connection stands. Chunk events before that may be lost: list the chunks. */
  readonly onOpen?: () => void;
}

/** Milliseconds. The server sends a comment well within this when nothing happens. */
const IDLE_LIMIT = 60_000;
const CONNECT_LIMIT = 15_000;
const MIN_PAUSE = 500;
const MAX_PAUSE = 15_000;

/** What outlives a connection. */
interface Place {
  lastEventId?: string;
  /** Milliseconds before a reconnection, as the server wishes. */
  retry: number;
}

/**
 * Follows an event stream and reconnects by Last-Event-ID when it breaks, until the caller stops
 * iterating or `signal` ends.
 * @throws WaybillError when the server refuses the stream for good (401, 404); the signal's reason
 */
export async function* eventStream(
  transport: ApiTransport,
  path: string,
  options: EventsOptions,
): AsyncGenerator<WaybillEvent, void, undefined> {
  const place: Place = { lastEventId: options.lastEventId, retry: MIN_PAUSE };
  for (let failures = 0; ; failures += 1) {
    try {
      for await (const event of connection(transport, path, place, options)) {
        failures = 0;
        yield event;
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof WaybillError && !isTransient(error)) throw error;
    }
    // With jitter, so that the clients of a server that restarts do not come back all at once.
    const pause = Math.min(place.retry * 2 ** failures, MAX_PAUSE);
    await sleep(pause * (0.5 + Math.random() / 2), options.signal);
  }
}

async function* connection(
  transport: ApiTransport,
  path: string,
  place: Place,
  options: EventsOptions,
): AsyncGenerator<WaybillEvent, void, undefined> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let timer = setTimeout(stop, CONNECT_LIMIT);
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    options.signal?.throwIfAborted();
    const response = await transport.open({
      method: 'GET',
      path,
      signal: controller.signal,
      headers: {
        accept: 'text/event-stream',
        ...(place.lastEventId === undefined ? {} : { 'last-event-id': place.lastEventId }),
      },
    });
    options.onOpen?.();
    // The DOM's and Node's types for a body differ in what they say of its chunks.
    const body = response.body as ReadableStream<Uint8Array> | null;
    if (!body) return;
    const reader = body.getReader();
    const read = messageReader(place);
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(stop, IDLE_LIMIT);
      const { done, value } = await reader.read();
      if (done) return;
      for (const message of read(value)) {
        if (message.id !== undefined) place.lastEventId = message.id;
        yield toEvent(message);
      }
    }
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
    controller.abort();
  }
}

/** Turns bytes into the messages that they complete, and keeps the place. */
function messageReader(place: Place): (bytes: Uint8Array) => EventSourceMessage[] {
  const messages: EventSourceMessage[] = [];
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: (message) => messages.push(message),
    onRetry: (milliseconds) => (place.retry = milliseconds),
  });
  let opening: string | undefined = '';
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    if (opening !== undefined) {
      opening += text;
      const [block, rest] = opening.split('\n\n', 2);
      if (rest !== undefined) {
        // A stream may open with an id and no data, to say where it begins: no event, and so
        // nothing that the parser would tell.
        place.lastEventId = /^id: ?(.+)$/mu.exec(block ?? '')?.[1] ?? place.lastEventId;
        opening = undefined;
      }
    }
    parser.feed(text);
    return messages.splice(0);
  };
}

function toEvent(message: EventSourceMessage): WaybillEvent {
  return { id: message.id, type: message.event ?? 'message', data: parse(message.data) };
}

/** An event that this version cannot read must not end the stream. */
function parse(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
