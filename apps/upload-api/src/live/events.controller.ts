import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { eventStreamQuerySchema, type EventStreamQuery } from '@waybill/contracts';
import type { Principal } from '@waybill/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Holder } from '../auth/access.js';
import { watchedTenant } from '../auth/own-view.js';
import { answersHead } from './answers-head.js';
import { OpenStreams } from './open-streams.js';

/** A tenant's events. The key comes in the header as everywhere: query strings end up in logs. */
@Controller('v1/events')
@Allow('events:read', { tokens: true })
export class EventsController {
  constructor(private readonly streams: OpenStreams) {}

  @Get()
  async stream(
    @Holder() holder: Principal,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query({ schema: eventStreamQuerySchema }) query: EventStreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenantId = watchedTenant(holder);
    if (answersHead(request, reply)) return;
    await this.streams.open(holder, { tenantId }, lastEventId ?? query.lastEventId, reply);
  }
}
