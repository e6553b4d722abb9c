import { Global, Module } from '@nestjs/common';
import { Journal } from '@waybill/domain';
import { ChannelDemand, PATTERNS } from '@waybill/messaging';
import type { Logger } from '@waybill/observability';
import { LOGGER } from '../platform/tokens.js';
import { HeldRequests } from '../auth/held-requests.js';
import { FilesModule } from '../files/files.module.js';
import { EventHub } from './event-hub.js';
import { EventMessagesController } from './event-messages.controller.js';
import { EventsController } from './events.controller.js';
import { OpenStreams } from './open-streams.js';

@Global()
@Module({
  imports: [FilesModule],
  controllers: [EventsController, EventMessagesController],
  providers: [
    {
      provide: EventHub,
      inject: [Journal, LOGGER],
      useFactory: async (journal: Journal, logger: Logger) => {
        const hub = new EventHub(journal, (error) =>
          logger.warn({ err: error }, 'the journal could not be read'),
        );
        await hub.start();
        return hub;
      },
    },
    { provide: ChannelDemand, useFactory: () => new ChannelDemand(PATTERNS.chunksUploaded) },
    {
      provide: OpenStreams,
      inject: [EventHub, Journal, HeldRequests, ChannelDemand, LOGGER],
      useFactory: (
        hub: EventHub,
        journal: Journal,
        held: HeldRequests,
        chunkNews: ChannelDemand,
        logger: Logger,
      ) =>
        new OpenStreams(hub, journal, held, chunkNews, (error) =>
          logger.warn({ err: error }, 'an event stream broke off'),
        ),
    },
  ],
  exports: [ChannelDemand, EventHub, OpenStreams],
})
export class EventsModule {}
