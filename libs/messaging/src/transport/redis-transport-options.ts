import type { CustomStrategy, RedisOptions } from '@nestjs/microservices';
import type { RedisConfig } from '@waybill/config';
import { producerRedisOptions, subscriberRedisOptions } from '../connection/redis-options.js';
import type { ChannelDemand } from './channel-demand.js';
import { RedisTransportClient } from './redis-transport-client.js';
import { RedisTransportServer } from './redis-transport-server.js';

type Options = NonNullable<RedisOptions['options']>;

/** Nest gives up after so many attempts to reconnect: never. */
const RECONNECT = { retryAttempts: Number.MAX_SAFE_INTEGER, retryDelay: 500 };

/**
 * For the API: `app.connectMicroservice(redisTransportOptions(config))`.
 * @param demand for the channel that is heard only at times
 */
export function redisTransportOptions(config: RedisConfig, demand?: ChannelDemand): CustomStrategy {
  const options = { ...subscriberRedisOptions(config), ...RECONNECT } as Options;
  return { strategy: new RedisTransportServer(config.prefix, options, demand) };
}

/** The sending side, for {@link RedisEventPublisher}. Close it when the process ends. */
export function createRedisTransportClient(config: RedisConfig): RedisTransportClient {
  const options = { ...producerRedisOptions(config, 'publisher'), ...RECONNECT } as Options;
  return new RedisTransportClient(options);
}
