import { describe, expect, it } from '@jest/globals';
import { ChunkCells } from './chunk-cells.js';

describe('ChunkCells', () => {
  const planned = () => {
    const cells = new ChunkCells();
    cells.planned({ chunkCount: 3, chunkSize: 10, size: 25 });
    return cells;
  };

  it('counts the bytes that the store has, of a short last chunk too', () => {
    const cells = planned();
    cells.set(1, 'sent');
    cells.set(2, 'reused');
    expect(cells.confirmedBytes).toBe(10);
    cells.set(3, 'confirmed');
    expect(cells.confirmedBytes).toBe(15);
  });

  it('keeps what is known when it is planned again, as after a reload', () => {
    const cells = planned();
    cells.set(2, 'confirmed');
    cells.planned({ chunkCount: 3, chunkSize: 10, size: 25 });
    expect(cells.counts()).toMatchObject({ confirmed: 1, waiting: 2 });
  });

  it('shows a corrupt chunk until it is sent again', () => {
    const cells = planned();
    cells.set(1, 'corrupt');
    cells.set(1, 'waiting');
    expect(cells.at(1)).toBe('corrupt');
    cells.set(1, 'sending');
    expect(cells.at(1)).toBe('sending');
  });

  it('shows of a group what is corrupt, else what is least done', () => {
    const cells = planned();
    cells.set(1, 'confirmed');
    cells.set(2, 'sent');
    expect(cells.worst(1, 2)).toBe('sent');
    expect(cells.worst(1, 3)).toBe('waiting');
    cells.set(2, 'corrupt');
    expect(cells.worst(1, 3)).toBe('corrupt');
  });
});
