import { ClientRedis } from '@nestjs/microservices';

interface Connection {
  on(event: 'error', listener: (error: Error) => void): void;
  disconnect(): void;
}

interface Publisher {
  pubsub(
    about: 'NUMSUB',
    channel: string,
  ): Promise<[channel: string, subscribers: number | string]>;
}

/** Nest's Redis client, made fit for a Redis that is away. */
export class RedisTransportClient extends ClientRedis {
  /** How many listen to a channel, on whichever replica. @throws where Redis does not answer */
  async subscribers(channel: string): Promise<number> {
    await this.connect();
    const publisher = this.pubClient as Publisher | null | undefined;
    if (!publisher) throw new Error('The transport is closed.');
    const [, subscribers] = await publisher.pubsub('NUMSUB', channel);
    return Number(subscribers);
  }

  /** Nest's own says goodbye and fails where nobody hears it. */
  override async close(): Promise<void> {
    const connections = [this.pubClient, this.subClient] as (Connection | null | undefined)[];
    try {
      await super.close();
    } catch {
      for (const connection of connections) connection?.disconnect();
    }
  }

  /** One line for each failed attempt, not one stack. */
  override registerErrorListener(connection: Connection): void {
    connection.on('error', (error) => {
      this.logger.warn(`Redis transport: ${error.message}`);
    });
  }
}
