import { useEffect, useState } from 'react';
import type { Cell, ChunkCells } from '@waybill/page-uploads';

export interface CellView {
  readonly counts: Record<Cell, number>;
  readonly confirmedBytes: number;
}

const viewOf = (cells: ChunkCells): CellView => ({
  counts: cells.counts(),
  confirmedBytes: cells.confirmedBytes,
});

/** What the cells come to, anew at most once a frame. */
export function useCells(cells: ChunkCells): CellView {
  const [view, setView] = useState(() => viewOf(cells));
  useEffect(() => {
    let frame = 0;
    const soon = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setView(viewOf(cells));
      });
    };
    const leave = cells.subscribe(soon);
    soon();
    return () => {
      leave();
      cancelAnimationFrame(frame);
    };
  }, [cells]);
  return view;
}
