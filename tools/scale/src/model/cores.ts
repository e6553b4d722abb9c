import TinyQueue from 'tinyqueue';

/**
 * The cores of a host, shared by turns: each thread that has work goes on at the same pace, with a
 * core of its own while there are enough. Work is kept by how much every thread will have had when
 * it is done, so that a change of pace changes no entry.
 */
export class Cores<Work> {
  private readonly running = new TinyQueue<{ readonly until: number; readonly work: Work }>(
    [],
    (a, b) => a.until - b.until,
  );
  /** Microseconds of a core that each thread has had since the start. */
  private had = 0;
  private at = 0;
  private busyFor = 0;

  constructor(private readonly cores: number) {}

  start(now: number, cpu: number, work: Work): void {
    this.advance(now);
    this.running.push({ until: this.had + cpu, work });
  }

  /** When the next work is done, if nothing is added until then; Infinity while all is quiet. */
  nextAt(): number {
    const next = this.running.peek();
    return next ? this.at + (next.until - this.had) / this.pace() : Number.POSITIVE_INFINITY;
  }

  /** @throws Error where nothing runs */
  finishNext(now: number): Work {
    this.advance(now);
    const done = this.running.pop();
    if (!done) throw new Error('No work is under way.');
    return done.work;
  }

  /** Microseconds of cores that were used until now. */
  used(now: number): number {
    this.advance(now);
    return this.busyFor;
  }

  private pace(): number {
    return Math.min(1, this.cores / this.running.length);
  }

  private advance(now: number): void {
    if (this.running.length > 0) {
      this.had += (now - this.at) * this.pace();
      this.busyFor += (now - this.at) * Math.min(this.cores, this.running.length);
    }
    this.at = now;
  }
}
