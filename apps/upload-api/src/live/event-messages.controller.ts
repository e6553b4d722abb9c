import { Log } from '@waybill/domain';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { parseChunksUploaded, parseFileEvents, PATTERNS } from '@waybill/messaging';
import { EventHub } from './event-hub.js';

/** What the processors tell every replica over the Redis transport. */
@Controller()
export class EventMessagesController {
  constructor(
    private readonly hub: EventHub,
    private readonly logger: Log,
  ) {}

  @EventPattern(PATTERNS.fileEvents)
  fileEvents(@Payload() message: unknown): void {
    this.understand(() => this.hub.receive(parseFileEvents(message)));
  }

  @EventPattern(PATTERNS.chunksUploaded)
  chunksUploaded(@Payload() message: unknown): void {
    this.understand(() => this.hub.chunksUploaded(parseChunksUploaded(message)));
  }

  /** A message of another version is no harm: the journal has what it told. */
  private understand(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.logger.warn({ err: error }, 'a message from the processors was not understood');
    }
  }
}
