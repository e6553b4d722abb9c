import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { StorageEventsTakenBody } from '@waybill/contracts';
import { Allow } from '../auth/access.js';
import { STORAGE_EVENTS_BODY } from '../http/body-limits.js';
import { BodyLimit } from '../http/route-rules.js';
import { TakeStorageEvents } from './take-storage-events.js';

@Controller('v1/storage-events')
@Allow('store')
export class StorageEventsController {
  constructor(private readonly takeStorageEvents: TakeStorageEvents) {}

  /** The body is text here, as the store sent it; none at all is text as well. */
  @Post()
  @BodyLimit(STORAGE_EVENTS_BODY)
  @HttpCode(202)
  take(@Body() body: unknown): Promise<StorageEventsTakenBody> {
    return this.takeStorageEvents.execute(typeof body === 'string' ? body : '');
  }
}
