import { Module } from '@nestjs/common';
import { EventHub } from './event-hub.js';
import { EventMessagesController } from './event-messages.controller.js';
import { EventsController } from './events.controller.js';
import { FileWatcher } from './file-watcher.js';
import { OpenStreams } from './open-streams.js';

@Module({
  controllers: [EventsController, EventMessagesController],
  providers: [EventHub, OpenStreams, { provide: FileWatcher, useExisting: EventHub }],
  exports: [EventHub, FileWatcher, OpenStreams],
})
export class LiveModule {}
