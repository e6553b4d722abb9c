import type { SimJobToAdd } from '../queue/sim-queue.js';
import type { Fail, Watched } from './watched.js';

/** What was promised to the store, and to the relay, about the queue. */
export class IntakeChecks {
  /** Events that a job in Redis has, or had. */
  private readonly events = new Set<string>();
  /** Work that was asked for, by file and cause. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly watched: () => Watched,
    private readonly fail: Fail,
  ) {}

  queued(key: string, jobs: readonly SimJobToAdd[]): void {
    for (const { data } of jobs) {
      const {
        fileId,
        cause,
        events = [],
      } = data as {
        fileId?: string;
        cause?: number;
        events?: readonly { versionId?: string }[];
      };
      for (const { versionId } of events) if (versionId) this.events.add(versionId);
      this.asked.add(`${key}/${fileId ?? ''}/${cause ?? ''}`);
    }
  }

  wasAsked(key: string, fileId: string, cause: number): boolean {
    return this.asked.has(`${key}/${fileId}/${cause}`);
  }

  /** The store was told 2xx: every record is in the queue or a dead letter by now. */
  acknowledged(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.events.has(id) || this.isDeadLetter(id)) continue;
      this.fail('what is acknowledged is safe', `${id} is neither queued nor a dead letter`);
    }
  }

  isDeadLetter(id: string): boolean {
    const { deadLetters } = this.watched().db;
    return deadLetters.some(({ body }) => body.includes(`"${id}"`));
  }
}
