import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { eventStreamQuerySchema, type EventStreamQuery } from '@waybill/contracts';
import type { Principal } from '@waybill/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG } from '../platform/tokens.js';
import { Allow, Holder, TenantId } from '../auth/access.js';
import { fileBody } from '../files/file-body.js';
import { GetFile } from '../files/use-cases/get-file.js';
import { OpenStreams } from './open-streams.js';

/** Server-sent events. The key comes in the header as everywhere: query strings end up in logs. */
@Controller('v1')
@Allow('tenant')
export class EventsController {
  constructor(
    private readonly streams: OpenStreams,
    private readonly getFile: GetFile,
    @Inject(API_CONFIG) private readonly config: Pick<ApiConfig, 's3'>,
  ) {}

  @Get('events')
  async tenantEvents(
    @TenantId() tenantId: string,
    @Holder() holder: Principal,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query({ schema: eventStreamQuerySchema }) query: EventStreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (isHead(request, reply)) return;
    await this.streams.open(holder, { tenantId }, lastEventId ?? query.lastEventId, reply);
  }

  @Get('files/:id/events')
  async fileEvents(
    @TenantId() tenantId: string,
    @Holder() holder: Principal,
    @Param('id') fileId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query({ schema: eventStreamQuerySchema }) query: EventStreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const find = async () =>
      fileBody(await this.getFile.execute({ tenantId, fileId }), this.config.s3.prefix);
    await find();
    if (isHead(request, reply)) return;
    const scope = { tenantId, fileId };
    await this.streams.open(holder, scope, lastEventId ?? query.lastEventId, reply, find);
  }
}

/** Fastify serves HEAD with the handler of GET, and a HEAD must end. */
function isHead(request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.method !== 'HEAD') return false;
  void reply.header('content-type', 'text/event-stream; charset=utf-8').send();
  return true;
}
