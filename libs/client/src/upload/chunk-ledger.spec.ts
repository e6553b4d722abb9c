import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChunkLedger } from './chunk-ledger.js';
import { evenSpans, spansOf } from './spans.js';

describe('ChunkLedger', () => {
  it('covers every byte once, in order', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 50_000 }), (size, chunkSize) => {
        fc.pre(size / chunkSize < 10_000);
        let end = 0;
        const even = evenSpans(size, chunkSize);
        for (const chunk of new ChunkLedger(even).chunks) {
          expect(chunk.offset).toBe(end);
          end += chunk.size;
        }
        expect(end).toBe(size);
        expect(spansOf(even.map((span) => span.size))).toEqual(even);
      }),
    );
  });

  it('keeps its counts right, whatever comes in which order', () => {
    const step = fc.record({
      kind: fc.constantFrom('take', 'sending', 'sent', 'verified', 'reused', 'again'),
      number: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new ChunkLedger(evenSpans(45, 10));
        for (const { kind, number } of steps) {
          const chunk = ledger.chunks[number - 1];
          if (kind === 'take') ledger.take(2, 15);
          if (kind === 'sending' && chunk?.state === 'taken') ledger.sending(chunk);
          if (kind === 'sent' && chunk?.state === 'sending') ledger.sent(chunk, 'etag');
          if (kind === 'verified') ledger.verified(number);
          if (kind === 'reused') ledger.reused(number);
          if (kind === 'again' && (chunk?.sendings ?? 0) < 3) ledger.sendAgain(number, 'gone');
        }
        const sent = ledger.chunks.filter(
          ({ state, reused }) => !reused && (state === 'sent' || state === 'verified'),
        );
        const reused = ledger.chunks.filter((chunk) => chunk.reused);
        expect(ledger.reusedCount).toBe(reused.length);
        expect(ledger.bytesReused).toBe(reused.reduce((sum, { size }) => sum + size, 0));
        expect(reused.every(({ state }) => state === 'verified')).toBe(true);
        expect(ledger.sentCount).toBe(sent.length);
        expect(ledger.bytesSent).toBe(sent.reduce((sum, { size }) => sum + size, 0));
        expect(ledger.verifiedCount).toBe(
          ledger.chunks.filter(({ state }) => state === 'verified').length,
        );
      }),
    );
  });

  it('tells each change of a chunk', () => {
    const told: string[] = [];
    const ledger = new ChunkLedger(evenSpans(20, 10), ({ number, state, reused }) =>
      told.push(`${number} ${state}${reused ? ' reused' : ''}`),
    );
    const [first] = ledger.take(1);
    if (first) {
      ledger.sending(first);
      ledger.sent(first, 'etag');
    }
    ledger.verified(1);
    ledger.reused(2);
    ledger.sendAgain(1, 'gone');
    expect(told).toEqual([
      '1 taken',
      '1 sending',
      '1 sent',
      '1 verified',
      '2 verified reused',
      '1 waiting',
    ]);
  });

  it('takes the word of the store before the answer to the PUT', () => {
    const ledger = new ChunkLedger(evenSpans(10, 10));
    const [chunk] = ledger.take(1);
    if (chunk) ledger.sending(chunk);
    expect(ledger.verified(1)).toBe(true);
    if (chunk) ledger.sent(chunk, 'etag');
    expect(chunk?.state).toBe('verified');
    expect(ledger.settled).toBe(true);
  });

  it('gives up on a chunk that does not stay', () => {
    const ledger = new ChunkLedger(evenSpans(10, 10));
    const send = () => {
      const [chunk] = ledger.take(1);
      if (!chunk) return;
      ledger.sending(chunk);
      ledger.sent(chunk, 'etag');
    };
    send();
    ledger.sendAgain(1, 'gone');
    send();
    ledger.sendAgain(1, 'gone');
    send();
    expect(() => ledger.sendAgain(1, 'gone')).toThrow(/sent 3 times/u);
  });
});
