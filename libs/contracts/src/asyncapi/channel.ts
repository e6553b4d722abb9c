import type { z } from 'zod';

/** Where a channel is: at the API over HTTP, at a subscriber's own URL, or in Redis. */
type EventServer = 'api' | 'subscriber' | 'redis';

export interface EventMessage {
  /** Unique in the document. */
  readonly name: string;
  readonly summary: string;
  /** application/json where nothing else is said. */
  readonly contentType?: string;
  readonly payload: z.ZodType;
  readonly example?: Readonly<Record<string, unknown>>;
}

/** One way that events go. The document is made of these: to add a way, add one to `channels`. */
export interface EventChannel {
  /** Unique in the document; the operation is named after it. */
  readonly id: string;
  /** A path, a Redis channel, a queue; null where others decide it. */
  readonly address: string | null;
  readonly server: EventServer;
  readonly description: string;
  /** Of the address, with what each one is. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** As Waybill sees it. */
  readonly action: 'send' | 'receive';
  readonly summary: string;
  readonly method?: 'GET' | 'POST';
  /** Names of the security schemes of which one is needed. */
  readonly security?: readonly ('tenantKey' | 'storeToken' | 'storePassword')[];
  readonly messages: readonly EventMessage[];
}
