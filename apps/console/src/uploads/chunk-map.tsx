import { useEffect, useRef, useState } from 'react';
import { CELLS, type Cell, type ChunkCells } from './chunk-cells.js';
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

/** The chunks of a file as the store confirms them. Its counts say the same in words. */
export function ChunkMap({ cells, name }: { readonly cells: ChunkCells; readonly name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [counts, setCounts] = useState(cells.counts());
  const [group, setGroup] = useState(1);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let frame = 0;
    const paint = () => {
      frame = 0;
      setGroup(paintMap(element, cells));
      setCounts(cells.counts());
    };
    const soon = () => (frame ||= requestAnimationFrame(paint));
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
          <li key={cell} className={cell}>
            <span className="number">{counts[cell].toLocaleString()}</span> {WORDS[cell]}
          </li>
        ))}
        {group > 1 && <li>a cell is {group} chunks</li>}
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
    const cell = worst(cells, first, Math.min(first + group, cells.count));
    const x = (index % columns) * pitch;
    const y = Math.floor(index / columns) * pitch;
    drawCell(canvas, cell, colours[cell] ?? '', [x, y, pitch - 2]);
  }
  return group;
}

/** Of a group what needs attention is shown, else what is least done: a full cell is wholly confirmed. */
function worst(cells: ChunkCells, from: number, to: number): Cell {
  let least: Cell = 'reused';
  for (let index = from; index < to; index += 1) {
    const cell = cells.at(index + 1);
    if (cell === 'corrupt') return cell;
    if (CELLS.indexOf(cell) < CELLS.indexOf(least)) least = cell;
  }
  return least;
}
