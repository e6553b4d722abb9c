import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { RedisConfig } from '@waybill/config';
import { EventPublisher } from '@waybill/domain';
import { RateLeases } from './limits/rate-leases.js';
import { SharedSlots } from './limits/shared-slots.js';
import { ProcessorRegister } from './presence/processor-register.js';
import { QueueProducers } from './queues/queue-producers.js';
import { QueueRoom } from './queues/queue-room.js';
import { RedisEventPublisher } from './transport/redis-event-publisher.js';
import { RedisTransportClient } from './transport/redis-transport-client.js';
import { createRedisTransportClient } from './transport/redis-transport-options.js';

/** The ports that Redis serves: queues, and events to the API's replicas. */
@Global()
@Module({})
export class MessagingModule implements OnApplicationShutdown {
  constructor(
    private readonly producers: QueueProducers,
    private readonly transport: RedisTransportClient,
    private readonly slots: SharedSlots,
  ) {}

  /** @param onError told when a connection fails; it comes back by itself */
  static forRoot(config: RedisConfig, onError: (error: Error) => void): DynamicModule {
    const producers = new QueueProducers(config, onError);
    const transport = createRedisTransportClient(config);
    const room = { limit: config.queueLimit, deadlineMs: config.commandTimeoutMs };
    const register = new ProcessorRegister(producers.connection, config.prefix);
    const providers = [
      { provide: QueueProducers, useValue: producers },
      { provide: QueueRoom, useValue: new QueueRoom(producers, room) },
      ...producers.ports,
      { provide: ProcessorRegister, useValue: register },
      { provide: RateLeases, useValue: new RateLeases(producers.connection, config.prefix) },
      { provide: SharedSlots, useValue: new SharedSlots(producers.connection, config.prefix) },
      { provide: RedisTransportClient, useValue: transport },
      { provide: EventPublisher, useValue: new RedisEventPublisher(transport, config) },
    ];
    return { module: MessagingModule, providers, exports: providers };
  }

  /** Whatever uses the queues has ended by now: it drains a phase earlier. */
  async onApplicationShutdown(): Promise<void> {
    this.slots.stop();
    this.producers.close();
    await this.transport.close();
  }
}
