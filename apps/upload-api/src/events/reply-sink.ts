import type { FastifyReply } from 'fastify';
import type { EventSink } from './event-sink.js';

/** Bytes that may wait in this process for one client. One that is further behind is cut off. */
const MAX_BUFFERED = 1024 * 1024;

/** An HTTP answer as the end of an event stream. */
export class ReplySink implements EventSink {
  constructor(
    private readonly reply: FastifyReply,
    private readonly maxBuffered = MAX_BUFFERED,
  ) {}

  get closed(): boolean {
    return this.reply.raw.destroyed || this.reply.raw.writableEnded;
  }

  open(): void {
    const { raw } = this.reply;
    this.reply.hijack();
    for (const [name, value] of Object.entries(this.reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would hold events back otherwise.
      'x-accel-buffering': 'no',
    });
    raw.on('error', () => this.destroy());
  }

  write(text: string): void {
    if (this.closed) return;
    this.reply.raw.write(text);
    if (this.reply.raw.writableLength > this.maxBuffered) this.destroy();
  }

  drained(): Promise<void> {
    const { raw } = this.reply;
    if (this.closed || !raw.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        raw.off('drain', done);
        raw.off('close', done);
        resolve();
      };
      raw.on('drain', done);
      raw.on('close', done);
    });
  }

  end(): void {
    this.reply.raw.end();
  }

  destroy(): void {
    this.reply.raw.destroy();
  }

  onClose(callback: () => void): void {
    if (this.closed) callback();
    else this.reply.raw.once('close', callback);
  }
}
