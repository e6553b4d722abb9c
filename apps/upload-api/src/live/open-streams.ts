import { Injectable } from '@nestjs/common';
import type { FileBody } from '@waybill/contracts';
import {
  type ActingTenant,
  fieldError,
  type Principal,
  TenantData,
  Timers,
  Log,
} from '@waybill/domain';
import { ChannelDemand } from '@waybill/messaging';
import type { FastifyReply } from 'fastify';
import { HeldRequests } from '../auth/held-requests.js';
import { EventHub, type HubScope } from './event-hub.js';
import { LiveStream } from './live-stream.js';
import { ReplySink } from './reply-sink.js';

/** Every open stream of this process. */
@Injectable()
export class OpenStreams {
  private readonly streams = new Set<LiveStream>();

  constructor(
    private readonly hub: EventHub,
    private readonly data: TenantData,
    private readonly held: HeldRequests,
    private readonly chunkNews: ChannelDemand,
    private readonly timers: Timers,
    private readonly logger: Log,
  ) {}

  get count(): number {
    return this.streams.size;
  }

  /**
   * Answers with a stream of the scope's events.
   * @param lastEventId as the client sent it
   * @throws DomainError validation_failed, too_many_streams, not_ready, database_unavailable, before
   *   the answer begins
   */
  async open(
    holder: Principal,
    scope: HubScope & { readonly tenantId: ActingTenant },
    lastEventId: string | undefined,
    reply: FastifyReply,
    snapshot?: () => Promise<FileBody>,
  ): Promise<void> {
    const after = readLastEventId(lastEventId);
    const sink = new ReplySink(reply);
    const { journal } = this.data.of(scope.tenantId);
    const stream = new LiveStream(this.hub, journal, sink, this.timers);
    const release = await this.held.hold(holder, () => {
      if (reply.raw.headersSent) stream.close();
      else sink.destroy();
    });
    this.streams.add(stream);
    sink.onClose(() => {
      this.streams.delete(stream);
      release();
    });
    try {
      // Before the stream reads where its file stands: what comes after that is told.
      const stopNews = await this.chunkNews.hold();
      sink.onClose(stopNews);
      await stream.open({
        scope,
        ...(after !== undefined && { after }),
        ...(snapshot && { snapshot }),
      });
    } catch (error) {
      this.streams.delete(stream);
      release();
      if (!reply.raw.headersSent) throw error;
      this.logger.warn({ err: error }, 'an event stream broke off');
      sink.destroy();
    }
  }

  /** Ends them all in a way that makes the clients connect again. */
  closeAll(): void {
    for (const stream of this.streams) stream.close();
    this.streams.clear();
  }
}

function readLastEventId(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  throw fieldError(
    'validation_failed',
    'Last-Event-ID',
    'Last-Event-ID is the id of an event of this stream.',
  );
}
