import type { EventChannel } from '../channel.js';
import { redisChannels, type RedisParts } from './redis.js';
import { storageEventChannels } from './storage-events.js';
import { streamChannels } from './streams.js';
import { webhookChannels } from './webhooks.js';

/** Every way that events go. */
export function eventChannels(redis: RedisParts): readonly EventChannel[] {
  return [...streamChannels, ...storageEventChannels, ...webhookChannels, ...redisChannels(redis)];
}
