export interface Layout {
  /** Pixels from one cell to the next. */
  readonly pitch: number;
  readonly columns: number;
  readonly rows: number;
  /** Chunks that one cell stands for. */
  readonly group: number;
}

const PITCHES = [14, 11, 9, 7];
const GROUPS = [1, 2, 5, 10, 20, 50, 100];

/** The largest cells that fit; where even the smallest do not, each stands for several chunks. */
export function layout(count: number, width: number, maxHeight: number): Layout {
  for (const group of GROUPS) {
    for (const pitch of PITCHES) {
      const columns = Math.max(1, Math.floor(width / pitch));
      const rows = Math.ceil(count / group / columns);
      if (rows * pitch <= maxHeight) return { pitch, columns, rows, group };
    }
  }
  const columns = Math.max(1, Math.floor(width / 7));
  const group = Math.ceil(count / (columns * Math.floor(maxHeight / 7)));
  return { pitch: 7, columns, rows: Math.ceil(count / group / columns), group };
}
