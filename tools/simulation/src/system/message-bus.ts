import { type ChunkUploaded, EventPublisher, type JournalEvent } from '@waybill/domain';
import { fileEventsMessage, parseFileEvents } from '@waybill/messaging';
import type { SimProcess } from '../sim-process.js';
import type { Surroundings } from '../surroundings.js';

/** Whoever has subscribed. */
export interface Subscriber {
  readonly process: SimProcess;
  readonly hub: {
    receive(events: readonly JournalEvent[]): void;
    chunksUploaded(chunks: readonly ChunkUploaded[]): void;
  };
}

/** Redis pub/sub: in the order of each connection, and kept for nobody. */
export class MessageBus {
  constructor(
    private readonly surroundings: Surroundings,
    private readonly subscribers: () => readonly Subscriber[],
  ) {}

  publisherOf(process: SimProcess): EventPublisher {
    const { network, checks } = this.surroundings;
    const send = (name: string, deliver: (to: Subscriber) => void, taken: () => void) =>
      network.call(process, 'queue', name, () => {
        taken();
        this.spread(process, deliver);
        return Promise.resolve();
      });
    class Publisher extends EventPublisher {
      override async fileEvents(events: readonly JournalEvent[]): Promise<void> {
        const message = JSON.stringify(fileEventsMessage(events));
        await send(
          'publish file.events',
          ({ hub }) => hub.receive(parseFileEvents(JSON.parse(message))),
          () => checks.publication.message(events),
        );
      }
      override chunksUploaded(chunks: readonly ChunkUploaded[]): Promise<void> {
        return send(
          'publish chunks.uploaded',
          ({ hub }) => hub.chunksUploaded(chunks),
          () => undefined,
        );
      }
    }
    return new Publisher();
  }

  private readonly lastArrival = new Map<string, number>();

  private spread(from: SimProcess, deliver: (to: Subscriber) => void): void {
    const { weather, time, network, trace } = this.surroundings;
    for (const subscriber of this.subscribers()) {
      if (weather.strikes('messageLost')) {
        trace.count('messages lost');
        continue;
      }
      const line = `${from.name}>${subscriber.process.name}`;
      const at = Math.max(time.now() + network.latency(), this.lastArrival.get(line) ?? 0);
      this.lastArrival.set(line, at);
      time.after(at - time.now(), () => {
        if (subscriber.process.alive) deliver(subscriber);
      });
    }
  }
}
