import { type RedisOptions, ServerRedis } from '@nestjs/microservices';
import type { ChannelDemand } from './channel-demand.js';
import { channelOf } from './patterns.js';

interface Connection {
  readonly status: string;
  connect(): Promise<unknown>;
  disconnect(): void;
}

interface Subscriber extends Connection {
  on(event: 'message', listener: (...message: string[]) => void): void;
  on(event: 'ready', listener: () => void): void;
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
}

/**
 * Nest's Redis server with a prefix before every channel; handlers keep their bare patterns. A channel
 * for which there is a demand is listened to only while somebody holds it.
 */
export class RedisTransportServer extends ServerRedis {
  constructor(
    private readonly prefix: string,
    options: NonNullable<RedisOptions['options']>,
    private readonly demand?: ChannelDemand,
  ) {
    super(options);
  }

  /** A Redis that is away is no reason not to start: both connections go on trying by themselves. */
  override start(callback?: (error?: unknown) => void): void {
    const [subscriber, publisher] = this.unwrap<[Subscriber, Connection]>();
    this.bindEvents(subscriber, publisher);
    void Promise.allSettled([subscriber.connect(), publisher.connect()])
      .then(() => (subscriber.status === 'ready' ? this.subscribe(subscriber) : undefined))
      .then(() => callback?.());
  }

  override bindEvents(subscriber: Subscriber, publisher: unknown): void {
    subscriber.on('message', (channel = '', message = '') => {
      this.handleMessage(
        this.patternOf(channel),
        message,
        publisher,
        this.patternOf(channel),
      ).catch(this.logError);
    });
    this.demand?.followedBy((wanted) => this.followDemand(subscriber, wanted));
    // With each connection anew: one that was lost while it subscribed would not do it again.
    subscriber.on('ready', () => void this.subscribe(subscriber));
  }

  /** Nest's own says goodbye, and fails where nobody hears it. */
  override async close(): Promise<void> {
    const connections = this.unwrap<[Connection, Connection]>();
    try {
      await super.close();
    } catch {
      for (const connection of connections) connection.disconnect();
    }
  }

  private async subscribe(subscriber: Subscriber): Promise<void> {
    for (const pattern of this.messageHandlers.keys()) {
      if (pattern === this.demand?.pattern && !this.demand.wanted) continue;
      // Answered late, it counts all the same.
      await subscriber.subscribe(channelOf(this.prefix, pattern)).catch(this.logError);
    }
  }

  /** Where there is no connection there is nothing to wait for: the next one brings it along. */
  private async followDemand(subscriber: Subscriber, wanted: boolean): Promise<void> {
    if (subscriber.status !== 'ready' || !this.demand) return;
    const channel = channelOf(this.prefix, this.demand.pattern);
    await (wanted ? subscriber.subscribe(channel) : subscriber.unsubscribe(channel)).catch(
      this.logError,
    );
  }

  /** One line for each failed attempt, not one stack. */
  override registerErrorListener(connection: {
    on(event: 'error', listener: (error: Error) => void): void;
  }): void {
    connection.on('error', (error) => {
      this.logger.warn(`Redis transport: ${error.message}`);
    });
  }

  private readonly logError = (error: unknown): void => {
    this.logger.warn(`Redis transport: ${error instanceof Error ? error.message : String(error)}`);
  };

  private patternOf(channel: string): string {
    return channel.startsWith(`${this.prefix}.`) ? channel.slice(this.prefix.length + 1) : channel;
  }
}
