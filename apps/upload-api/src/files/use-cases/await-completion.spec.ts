import { describe, expect, it } from '@jest/globals';
import type { File, FileRepository } from '@waybill/domain';
import { dataOf, fileOf, OWN, stub } from '../../../e2e/support/stubs.js';
import { AwaitCompletion } from './await-completion.js';

const NEVER = new AbortController().signal;

function start(onRead?: (reads: number) => void) {
  const state = {
    file: fileOf({ status: 'completing', uploadedChunks: 3 }),
    reads: 0,
    watching: 0,
  };
  let ring = () => undefined as void;
  const files = stub<FileRepository>({
    find: () => {
      state.reads += 1;
      const seen: File = state.file;
      onRead?.(state.reads);
      return Promise.resolve(seen);
    },
  });
  const useCase = new AwaitCompletion(dataOf({ files }), {
    watchFile: (_id, onEvent) => {
      state.watching += 1;
      ring = onEvent;
      return () => (state.watching -= 1);
    },
  });
  const become = (change: Partial<File>) => {
    state.file = { ...state.file, ...change };
    ring();
  };
  return { state, useCase, become };
}

describe('AwaitCompletion', () => {
  it('is woken by an event, and reads the row only then', async () => {
    const { state, useCase, become } = start();
    const waiting = useCase.execute(OWN, 30, NEVER);
    setTimeout(() => become({ status: 'completed' }), 20);
    expect((await waiting).status).toBe('completed');
    expect(state).toMatchObject({ reads: 2, watching: 0 });
  });

  it('does not miss an event that comes while the row is read', async () => {
    const { useCase, become } = start((reads) => {
      if (reads === 1) become({ status: 'completed' });
    });
    expect((await useCase.execute(OWN, 30, NEVER)).status).toBe('completed');
  });

  it('ends with the time, with the client, and with the server', async () => {
    const { state, useCase } = start();
    expect((await useCase.execute(OWN, 0.02, NEVER)).status).toBe('completing');
    const gone = new AbortController();
    const waiting = useCase.execute(OWN, 30, gone.signal);
    gone.abort();
    expect((await waiting).status).toBe('completing');
    expect((await useCase.execute(OWN, 30, AbortSignal.abort())).status).toBe('completing');
    expect(state.watching).toBe(0);
  });

  it.each([
    ['failed', 'file_failed'],
    ['uploading', 'chunks_missing'],
    ['aborted', 'file_aborted'],
    ['expired', 'file_expired'],
    ['deleted', 'file_deleted'],
  ] as const)('tells that the file became %s', async (status, code) => {
    const { useCase, become } = start();
    const waiting = useCase.execute(OWN, 30, NEVER);
    setTimeout(() => become({ status, failure: { code: 'x', detail: 'why' } }), 5);
    await expect(waiting).rejects.toMatchObject({ code });
  });
});
