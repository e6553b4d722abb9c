import type { JournalEvent } from '@waybill/domain';

/** The last events that were delivered, oldest first; bounded. */
export class RecentEvents {
  private events: JournalEvent[] = [];

  constructor(private readonly limit: number) {}

  add(event: JournalEvent): void {
    this.events.push(event);
    // Cut in one go, so that a delivery costs no copy.
    if (this.events.length >= this.limit * 2) this.events = this.events.slice(-this.limit);
  }

  filter(wanted: (event: JournalEvent) => boolean): JournalEvent[] {
    return this.events.slice(-this.limit).filter(wanted);
  }
}
