import { Module } from '@nestjs/common';
import { ArrivalsModule } from '../arrivals/arrivals.module.js';
import { IntakeModule } from '../arrivals/intake/intake.module.js';
import { FilesModule } from '../files/files.module.js';
import { PublicationModule } from '../publication/publication.module.js';
import { RetentionModule } from '../retention/retention.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { MaintenanceHandler, MaintenanceTasks } from './maintenance-handler.js';
import { Presence } from './presence.js';
import { ProcessorHandlers } from './processor-handlers.js';
import { ProcessorWorkers } from './processor-workers.js';

/** All the work of a processor. Needs the ports of the libs and what the process shares. */
@Module({
  imports: [
    ArrivalsModule,
    IntakeModule,
    FilesModule,
    PublicationModule,
    RetentionModule,
    WebhooksModule,
  ],
  providers: [MaintenanceTasks, MaintenanceHandler, Presence, ProcessorHandlers, ProcessorWorkers],
  exports: [ProcessorWorkers],
})
export class WorkersModule {}
