import { type RedisOptions, ServerRedis } from '@nestjs/microservices';
import { channelOf } from './patterns.js';

interface Subscriber {
  on(event: 'message', listener: (...message: string[]) => void): void;
  subscribe(channel: string): Promise<unknown>;
}

/** Nest's Redis server with a prefix before every channel; handlers keep their bare patterns. */
export class RedisTransportServer extends ServerRedis {
  constructor(
    private readonly prefix: string,
    options: NonNullable<RedisOptions['options']>,
  ) {
    super(options);
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
    for (const pattern of this.messageHandlers.keys()) {
      // Answered late, it counts all the same; a new connection subscribes to everything again.
      subscriber.subscribe(channelOf(this.prefix, pattern)).catch(this.logError);
    }
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
    this.logger.error(error);
  };

  private patternOf(channel: string): string {
    return channel.startsWith(`${this.prefix}.`) ? channel.slice(this.prefix.length + 1) : channel;
  }
}
