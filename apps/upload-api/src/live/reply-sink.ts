import type { FastifyReply } from 'fastify';
import type { StreamSink } from './stream-sink.js';

/** Bytes that may wait in this process for one client. One that is further behind is cut off. */
const MAX_BUFFERED = 1024 * 1024;

/** Milliseconds in which a client takes all that waits for it, or is cut off. */
const STALLED_AFTER_MS = 60_000;

/** An HTTP answer as the end of an event stream. */
export class ReplySink implements StreamSink {
  private stalled: NodeJS.Timeout | undefined;

  constructor(
    private readonly reply: FastifyReply,
    private readonly maxBuffered = MAX_BUFFERED,
    private readonly stalledAfterMs = STALLED_AFTER_MS,
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
    raw.on('drain', () => this.clearStalled());
    raw.on('close', () => this.clearStalled());
  }

  write(text: string): void {
    if (this.closed) return;
    this.reply.raw.write(text);
    if (this.reply.raw.writableLength > this.maxBuffered) this.destroy();
    else if (this.reply.raw.writableNeedDrain) this.watchStalled();
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

  /** A client that never reads would hold its page of events for ever: heartbeats fill nothing. */
  private watchStalled(): void {
    this.stalled ??= setTimeout(() => this.destroy(), this.stalledAfterMs).unref();
  }

  private clearStalled(): void {
    clearTimeout(this.stalled);
    this.stalled = undefined;
  }
}
