import { chunksUploadedMessageV1 } from '@waybill/contracts';
import type { RedisConfig } from '@waybill/config';
import { type ChunkUploaded, EventPublisher, type JournalEvent } from '@waybill/domain';
import { withDeadline } from '../connection/deadline.js';
import { fileEventsMessage } from './messages.js';
import { channelOf, PATTERNS } from './patterns.js';
import type { RedisTransportClient } from './redis-transport-client.js';

/** Publishes over the NestJS Redis transport; resolves once Redis has taken the message. */
export class RedisEventPublisher extends EventPublisher {
  constructor(
    private readonly client: RedisTransportClient,
    private readonly config: RedisConfig,
  ) {
    super();
  }

  override async fileEvents(events: readonly JournalEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.publish(PATTERNS.fileEvents, fileEventsMessage(events));
  }

  override async chunksUploaded(chunks: readonly ChunkUploaded[]): Promise<void> {
    if (chunks.length === 0 || !(await this.isHeard(PATTERNS.chunksUploaded))) return;
    const message = chunksUploadedMessageV1.parse({ version: 1, chunks });
    await this.publish(PATTERNS.chunksUploaded, message);
  }

  /**
   * Asked after what is told has been committed: whoever begins to listen before reads it with the
   * file, and whoever is not known to be absent is told.
   */
  private async isHeard(pattern: string): Promise<boolean> {
    const channel = channelOf(this.config.prefix, pattern);
    try {
      const asked = this.client.subscribers(channel);
      return (await withDeadline(asked, this.config.commandTimeoutMs, 'Counting listeners')) > 0;
    } catch {
      return true;
    }
  }

  private async publish(pattern: string, message: object): Promise<void> {
    const channel = channelOf(this.config.prefix, pattern);
    const acknowledged = new Promise<void>((resolve, reject) => {
      this.client.emit<unknown, object>(channel, message).subscribe({
        complete: resolve,
        // The client rejects with plain strings while it reconnects.
        error: (cause: unknown) =>
          reject(cause instanceof Error ? cause : new Error(String(cause))),
      });
    });
    await withDeadline(acknowledged, this.config.commandTimeoutMs, `Publishing to ${channel}`);
  }
}
