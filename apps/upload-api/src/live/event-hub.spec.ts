import { describe, expect, it } from '@jest/globals';
import { DomainError, type FileEvent, type Journal, systemTimers } from '@waybill/domain';
import { eventOf, FILE_ID, stub, TENANT_ID } from '../../e2e/support/stubs.js';
import { EventHub } from './event-hub.js';

/** A journal that can be down, and shows each event only once it is published. */
class MemoryJournal {
  readonly events: FileEvent[] = [];
  down = false;
  reads = 0;

  publish(...positions: number[]): FileEvent[] {
    const events = positions.map((position) => eventOf(position));
    this.events.push(...events);
    return events;
  }

  async lastPosition(): Promise<number> {
    this.assertUp();
    return Promise.resolve(this.events.at(-1)?.position ?? 0);
  }

  async publishedAfter(position: number, _scope: unknown, limit: number): Promise<FileEvent[]> {
    this.assertUp();
    this.reads += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return this.events.filter((event) => event.position > position).slice(0, limit);
  }

  private assertUp(): void {
    if (this.down) throw new DomainError('database_unavailable', 'down');
  }
}

async function start() {
  const journal = new MemoryJournal();
  journal.publish(1, 2, 3);
  const errors: unknown[] = [];
  const hub = new EventHub(
    stub<Journal>(journal),
    { warn: ({ err }: { err: unknown }) => errors.push(err) } as never,
    systemTimers,
  );
  await hub.start(1_000_000);
  hub.stop();
  const positions: number[] = [];
  const listener = {
    fileEvent: (event: FileEvent) => void positions.push(event.position),
    chunkUploaded: () => undefined,
  };
  const subscription = hub.subscribe({ tenantId: TENANT_ID, fileId: FILE_ID }, listener);
  return { journal, hub, positions, errors, subscription, listener };
}

describe('EventHub', () => {
  it('begins at the end of the journal and delivers what is contiguous without reading it', async () => {
    const { journal, hub, positions, subscription } = await start();
    expect(subscription.position).toBe(3);
    const before = journal.reads;
    hub.receive(journal.publish(4, 5));
    hub.receive(journal.publish(6));
    expect(positions).toEqual([4, 5, 6]);
    expect(journal.reads).toBe(before);
  });

  it('fills a gap from the journal, in order and once', async () => {
    const { journal, hub, positions } = await start();
    journal.publish(4, 5);
    const late = journal.publish(6, 7);
    hub.receive(late);
    hub.receive(late);
    await hub.catchUp();
    expect(positions).toEqual([4, 5, 6, 7]);
  });

  it('does not lose a message that comes while the journal is read', async () => {
    const { journal, hub, positions } = await start();
    journal.publish(4);
    const reading = hub.catchUp();
    hub.receive(journal.publish(5));
    await reading;
    expect(positions).toEqual([4, 5]);
  });

  it('skips what it has delivered, and tells nobody but who listens', async () => {
    const { journal, hub, positions, subscription } = await start();
    hub.receive([eventOf(2), eventOf(3)]);
    hub.receive(journal.publish(4));
    hub.receive([
      eventOf(5, { fileId: 'another' }),
      eventOf(6, { tenantId: 'another', fileId: 'x' }),
    ]);
    subscription.stop();
    hub.receive([eventOf(7)]);
    expect(positions).toEqual([4]);
  });

  it('reads on after a failure, with nothing lost', async () => {
    const { journal, hub, positions, errors } = await start();
    journal.down = true;
    journal.publish(4);
    hub.receive(journal.publish(5));
    await hub.catchUp();
    expect(errors).toHaveLength(1);
    journal.down = false;
    await hub.catchUp();
    expect(positions).toEqual([4, 5]);
  });

  it('reads many pages', async () => {
    const { journal, hub, positions } = await start();
    journal.publish(...Array.from({ length: 1_700 }, (_, index) => index + 4));
    await hub.catchUp();
    expect(positions).toHaveLength(1_700);
  });

  it('lets nobody subscribe before it has reached the journal', () => {
    const hub = new EventHub(stub<Journal>({}), { warn: () => undefined }, systemTimers);
    const listener = { fileEvent: () => undefined, chunkUploaded: () => undefined };
    expect(() => hub.subscribe({ tenantId: TENANT_ID }, listener)).toThrow(
      expect.objectContaining({ code: 'not_ready' }),
    );
  });

  it('remembers what it delivered just now', async () => {
    const { journal, hub, listener } = await start();
    hub.receive(journal.publish(4, 5));
    const { recent } = hub.subscribe({ tenantId: TENANT_ID }, listener);
    expect(recent.map(({ position }) => position)).toEqual([4, 5]);
    expect(hub.subscribe({ tenantId: 'another' }, listener).recent).toEqual([]);
  });
});
