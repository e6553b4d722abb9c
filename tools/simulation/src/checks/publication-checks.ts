import type { JournalEvent, FileEventType } from '@waybill/domain';
import type { Fail, Watched } from './watched.js';
import type { IntakeChecks } from './intake-checks.js';

const CLEANED_UP: readonly FileEventType[] = [
  'file.completed',
  'file.aborted',
  'file.expired',
  'file.deleted',
];

/** Positions, and what has to be true of an event that counts as published. */
export class PublicationChecks {
  /** What a message told, by position. */
  private readonly messages = new Map<number, string>();
  private looked = 0;

  constructor(
    private readonly watched: () => Watched,
    private readonly fail: Fail,
    private readonly intake: IntakeChecks,
  ) {}

  /** Redis has taken a message. */
  message(events: readonly JournalEvent[]): void {
    for (const { position, fileId, type } of events) {
      const told = `${type} of ${fileId}`;
      const before = this.messages.get(position) ?? told;
      if (before !== told) {
        this.fail('a position is one event for every reader', `${position}: ${before}, ${told}`);
      }
      this.messages.set(position, told);
    }
  }

  /** After every step of a relay. */
  look(): void {
    const { db } = this.watched();
    const { last, published } = db.relay;
    const numbered = db.journal.filter(({ position }) => position !== undefined);
    const positions = new Set(numbered.map(({ position }) => position));
    if (positions.size !== last || numbered.length !== last || (last > 0 && !positions.has(last))) {
      this.fail('positions are gapless', `${numbered.length} rows have positions up to ${last}`);
    }
    for (const { position = 0, fileId, type } of numbered) {
      if (position <= this.looked || position > published) continue;
      if (this.messages.get(position) !== `${type} of ${fileId}`) {
        this.fail('what counts as published was published', `${position}: ${type} of ${fileId}`);
      }
      const work =
        type === 'file.completing' ? 'assembly' : CLEANED_UP.includes(type) ? 'cleanup' : undefined;
      if (work && !this.intake.wasAsked(work, fileId, position)) {
        this.fail('what counts as published has its work in the queue', `${work} of ${fileId}`);
      }
    }
    this.looked = Math.max(this.looked, published);
  }
}
