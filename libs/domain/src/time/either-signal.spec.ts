import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { withEitherSignal } from './either-signal.js';

const listeners = ({ signal }: AbortController) => getEventListeners(signal, 'abort').length;

describe('withEitherSignal', () => {
  it('leaves no listener on a signal that lives on, however the work ends', async () => {
    const process = new AbortController();
    for (let call = 0; call < 100; call++) {
      const one = new AbortController();
      await withEitherSignal([process.signal, one.signal], () => {
        expect([listeners(process), listeners(one)]).toEqual([1, 1]);
        return Promise.resolve();
      });
      const failing = withEitherSignal([process.signal], () => Promise.reject(new Error('no')));
      await expect(failing).rejects.toThrow('no');
    }
    expect(listeners(process)).toBe(0);
  });

  it.each([0, 1])(
    'is aborted with the reason of source %i, during the work or before',
    async (which) => {
      const sources = [new AbortController(), new AbortController()];
      const signals = sources.map(({ signal }) => signal);
      const reason = new Error('enough');
      await withEitherSignal(signals, (signal) => {
        expect(signal.aborted).toBe(false);
        sources[which]?.abort(reason);
        expect(signal.reason).toBe(reason);
        return Promise.resolve();
      });
      await withEitherSignal(signals, (signal) => {
        expect(signal.reason).toBe(reason);
        return Promise.resolve();
      });
    },
  );
});
