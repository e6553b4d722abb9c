import {
  EventWatcher,
  RestartableServer,
  stackEnvironment,
  StoreProxy,
  System,
  WebhookReceiver,
} from '@waybill/testing';
import { EventRelay } from './event-relay.js';
import { Link } from './link.js';
import { StoreWeather } from './store-weather.js';

/** Short pauses throughout: what is looked for is whether all heals, not whether it does within the hour. */
const ENV = {
  WAYBILL_RECONCILE_INTERVAL: '2',
  WAYBILL_RECONCILE_QUIET_FOR: '3',
  WAYBILL_RECONCILE_MAX_GAP: '5',
  WAYBILL_LOCK_DURATION_MS: '3000',
  WAYBILL_STALLED_INTERVAL_MS: '1000',
  WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '2000',
  WAYBILL_S3_COPY_TIMEOUT_MS: '15000',
  WAYBILL_WEBHOOK_TIMEOUT: '2',
  WAYBILL_WEBHOOK_RETRY_DELAYS: Array.from({ length: 50 }, () => '3').join(','),
};
const PROCESSORS = 2;

/** The whole system with a fault to be had at each joint. */
export interface World {
  readonly system: System;
  readonly postgres: RestartableServer;
  readonly redis: RestartableServer;
  readonly links: { readonly postgres: Link; readonly redis: Link };
  readonly store: StoreWeather;
  readonly events: EventRelay;
  readonly receiver: WebhookReceiver;
  readonly watchers: readonly EventWatcher[];
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const ends: (() => unknown)[] = [];
  const close = async () => {
    for (const end of ends.reverse()) await end();
  };
  const opened = <T>(thing: T, end: (thing: T) => unknown): T => {
    ends.push(() => end(thing));
    return thing;
  };
  try {
    const postgres = opened(await RestartableServer.start('postgres'), (one) => one.stop());
    const redis = opened(await RestartableServer.start('redis'), (one) => one.stop());
    const links = {
      postgres: opened(await Link.to(postgres.database.databaseUrl), (one) => one.close()),
      redis: opened(await Link.to(redis.url), (one) => one.close()),
    };
    const proxy = opened(await StoreProxy.to(stackEnvironment().s3.endpoint), (one) => one.close());
    const events = opened(await EventRelay.start(), (one) => one.close());
    const receiver = opened(await WebhookReceiver.start(), (one) => one.close());
    const system = opened(
      await System.start({
        processors: PROCESSORS,
        database: { ...postgres.database, databaseUrl: links.postgres.url },
        redisUrl: links.redis.url,
        eventsTo: events.url,
        env: { ...ENV, S3_ENDPOINT: proxy.url },
      }),
      (one) => one.stop(),
    );
    events.target = `${system.api.url}/v1/storage-events`;
    await receiver.register(system.caller());
    const headers = { authorization: `Bearer ${system.apiKey}` };
    const watchers = [1, 2].map(() =>
      opened(new EventWatcher(() => `${system.api.url}/v1/events`, headers), (one) => one.stop()),
    );
    const store = new StoreWeather(proxy);
    return { system, postgres, redis, links, store, events, receiver, watchers, close };
  } catch (error) {
    await close();
    throw error;
  }
}
