/** What a cell of the map shows, from what matters least to what matters most in a group. */
export const CELLS = ['waiting', 'sending', 'sent', 'confirmed', 'reused', 'corrupt'] as const;
export type Cell = (typeof CELLS)[number];

/** What each chunk of a file has come to. Outside of React: there can be 10,000, and each changes often. */
export class ChunkCells {
  private cells = new Uint8Array(0);
  private readonly listeners = new Set<() => void>();

  get count(): number {
    return this.cells.length;
  }

  resize(count: number): void {
    const cells = new Uint8Array(count);
    cells.set(this.cells.subarray(0, count));
    this.cells = cells;
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

  counts(): Record<Cell, number> {
    const counts = { waiting: 0, sending: 0, sent: 0, confirmed: 0, reused: 0, corrupt: 0 };
    for (const cell of this.cells) counts[CELLS[cell] ?? 'waiting'] += 1;
    return counts;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
