import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { RelayJournal } from './relay-journal.js';
import { RelayLoop } from './relay-loop.js';

/** What tells the world of the journal. */
@Module({
  imports: [WebhooksModule],
  providers: [RelayJournal, RelayLoop],
  exports: [RelayLoop],
})
export class PublicationModule {}
