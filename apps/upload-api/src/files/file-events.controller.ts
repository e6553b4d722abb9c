import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { eventStreamQuerySchema, type EventStreamQuery } from '@waybill/contracts';
import type { Principal } from '@waybill/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Holder } from '../auth/access.js';
import { watchedFile } from '../auth/own-view.js';
import { answersHead } from '../live/answers-head.js';
import { OpenStreams } from '../live/open-streams.js';
import { BucketSettings } from '../platform/settings.js';
import { fileBody } from './file-body.js';
import { GetFile } from './use-cases/get-file.js';

/** One file's events, after a first one that shows the file whole. */
@Controller('v1/files')
@Allow('events:read', { tokens: true })
export class FileEventsController {
  constructor(
    private readonly streams: OpenStreams,
    private readonly getFile: GetFile,
    private readonly location: BucketSettings,
  ) {}

  @Get(':id/events')
  async stream(
    @Holder() holder: Principal,
    @Param('id') fileId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query({ schema: eventStreamQuerySchema }) query: EventStreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ref = watchedFile(holder, fileId);
    const find = async () => fileBody(await this.getFile.execute(ref), this.location.prefix);
    await find();
    if (answersHead(request, reply)) return;
    const scope = { tenantId: ref.tenantId, fileId };
    await this.streams.open(holder, scope, lastEventId ?? query.lastEventId, reply, find);
  }
}
