/** What a cell of the map shows, from what matters least to what matters most in a group. */
export const CELLS = ['waiting', 'sending', 'sent', 'confirmed', 'reused', 'corrupt'] as const;
export type Cell = (typeof CELLS)[number];

export interface CellPlan {
  readonly chunkCount: number;
  /** Bytes of every chunk but the last. */
  readonly chunkSize: number;
  /** Bytes of the file. */
  readonly size: number;
}

const NOTHING: CellPlan = { chunkCount: 0, chunkSize: 0, size: 0 };

/** What each chunk of a file has come to. Outside of React: there can be 10,000, and each changes often. */
export class ChunkCells {
  private cells = new Uint8Array(0);
  private plan = NOTHING;
  private readonly listeners = new Set<() => void>();

  get count(): number {
    return this.cells.length;
  }

  /** Keeps what is known of chunks already. */
  planned(plan: CellPlan): void {
    this.plan = plan;
    this.resize(plan.chunkCount);
    this.tell();
  }

  /** A chunk that was found corrupt stays so until it is sent again. */
  set(number: number, cell: Cell): void {
    if (number > this.cells.length) this.resize(number);
    if (cell === 'waiting' && this.at(number) === 'corrupt') return;
    this.cells[number - 1] = CELLS.indexOf(cell);
    this.tell();
  }

  /** @param number from 1 */
  at(number: number): Cell {
    return CELLS[this.cells[number - 1] ?? 0] ?? 'waiting';
  }

  /** Of a group what needs attention, else what is least done: a full cell is wholly confirmed. */
  worst(from: number, to: number): Cell {
    let least: Cell = 'reused';
    for (let number = from; number <= to; number += 1) {
      const cell = this.at(number);
      if (cell === 'corrupt') return cell;
      if (CELLS.indexOf(cell) < CELLS.indexOf(least)) least = cell;
    }
    return least;
  }

  counts(): Record<Cell, number> {
    const counts = { waiting: 0, sending: 0, sent: 0, confirmed: 0, reused: 0, corrupt: 0 };
    for (const cell of this.cells) counts[CELLS[cell] ?? 'waiting'] += 1;
    return counts;
  }

  /** Bytes that the store has, reused ones included. */
  get confirmedBytes(): number {
    const { chunkSize, size, chunkCount } = this.plan;
    if (chunkCount === 0) return 0;
    const { confirmed, reused } = this.counts();
    const last = this.at(chunkCount);
    const short = last === 'confirmed' || last === 'reused' ? chunkCount * chunkSize - size : 0;
    return (confirmed + reused) * chunkSize - short;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private resize(count: number): void {
    const cells = new Uint8Array(count);
    cells.set(this.cells.subarray(0, count));
    this.cells = cells;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
