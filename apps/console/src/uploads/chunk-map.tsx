import { useEffect, useRef, useState } from 'react';
import { CELLS, type Cell, type ChunkCells } from '@waybill/page-uploads';
import { layout } from './chunk-layout.js';
import { drawCell } from './draw-cell.js';

/** Pixels. */
const MAX_HEIGHT = 220;

const WORDS: Record<Cell, string> = {
  waiting: 'waiting',
  sending: 'on its way',
  sent: 'sent',
  confirmed: 'confirmed',
  reused: 'reused',
  corrupt: 'corrupt',
};

interface Props {
  readonly cells: ChunkCells;
  readonly counts: Record<Cell, number>;
  readonly name: string;
}

/** The chunks of a file as the store confirms them. Its legend says the same in words. */
export function ChunkMap({ cells, counts, name }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [group, setGroup] = useState(1);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let frame = 0;
    const soon = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setGroup(paintMap(element, cells));
      });
    };
    const sizes = new ResizeObserver(soon);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    sizes.observe(element);
    dark.addEventListener('change', soon);
    const leave = cells.subscribe(soon);
    soon();
    return () => {
      leave();
      sizes.disconnect();
      dark.removeEventListener('change', soon);
      cancelAnimationFrame(frame);
    };
  }, [cells]);
  const there = CELLS.filter((cell) => counts[cell] > 0);
  return (
    <div className="map">
      <canvas ref={canvas} role="img" aria-label={`Chunks of ${name}`} />
      <ul className="legend">
        {there.map((cell) => (
          <li key={cell} className={`cell ${cell}`}>
            <span className="number">{counts[cell].toLocaleString('en')}</span> {WORDS[cell]}
          </li>
        ))}
        {group > 1 && <li>one square is {group} chunks</li>}
      </ul>
    </div>
  );
}

/** @returns how many chunks a cell stands for */
function paintMap(element: HTMLCanvasElement, cells: ChunkCells): number {
  const style = getComputedStyle(element);
  const { pitch, columns, rows, group } = layout(cells.count, element.clientWidth, MAX_HEIGHT);
  const scale = devicePixelRatio;
  element.style.height = `${rows * pitch}px`;
  element.width = Math.round(element.clientWidth * scale);
  element.height = Math.round(rows * pitch * scale);
  const canvas = element.getContext('2d');
  if (!canvas) return group;
  canvas.scale(scale, scale);
  const colours = Object.fromEntries(
    CELLS.map((cell) => [cell, style.getPropertyValue(`--chunk-${cell}`)]),
  );
  for (let first = 0, index = 0; first < cells.count; first += group, index += 1) {
    const cell = cells.worst(first + 1, Math.min(first + group, cells.count));
    const x = (index % columns) * pitch;
    const y = Math.floor(index / columns) * pitch;
    drawCell(canvas, cell, colours[cell] ?? '', [x, y, pitch - 2]);
  }
  return group;
}
