import { describe, expect, it, jest } from '@jest/globals';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { runJob, SHUTDOWN, UNSETTLED } from './run-job.js';

const data = { version: 1, fileId: '0198c0de-0000-7000-8000-000000000001', cause: 7 };

function jobOf(members: object): Job<unknown> & { moveToWait: jest.Mock } {
  const moveToWait = jest.fn(() => Promise.resolve(0));
  const job = { id: 'j', token: 't', attemptsMade: 0, opts: { attempts: 2 }, moveToWait };
  return { ...job, ...members } as unknown as Job<unknown> & { moveToWait: jest.Mock };
}

const never = new AbortController().signal;
const keep = () => Promise.resolve();
const boom = () => Promise.reject(new Error('boom'));

describe('runJob', () => {
  it('hands the parsed job over', async () => {
    const handle = jest.fn<(...given: unknown[]) => Promise<void>>(() => Promise.resolve());
    await runJob('assembly', { handle }, jobOf({ data }), never, keep);
    expect(handle).toHaveBeenCalledWith(
      data,
      expect.objectContaining({ attempt: 1, lastAttempt: false }),
    );
  });

  it('fails a job for good that is not what its schema says, after telling of it', async () => {
    const unparsable = jest.fn<(...given: unknown[]) => Promise<void>>(() => Promise.resolve());
    const job = jobOf({ data: { ...data, version: 2 } });
    await expect(runJob('assembly', { handle: boom }, job, never, unparsable)).rejects.toThrow(
      UnrecoverableError,
    );
    expect(unparsable).toHaveBeenCalledWith(
      'assembly',
      JSON.stringify(job.data),
      expect.stringMatching('version'),
    );
  });

  it('has a job driven again that could not be kept', async () => {
    const job = jobOf({ data: { ...data, version: 2 } });
    const away = () => Promise.reject(new Error('away'));
    await expect(runJob('assembly', { handle: boom }, job, never, away)).rejects.toThrow(
      new RegExp(`^${UNSETTLED}`, 'u'),
    );
  });

  it('settles only the last attempt', async () => {
    const exhausted = jest.fn<(...given: unknown[]) => Promise<void>>(() => Promise.resolve());
    const handler = { handle: boom, exhausted };
    await expect(runJob('assembly', handler, jobOf({ data }), never, keep)).rejects.toThrow('boom');
    expect(exhausted).not.toHaveBeenCalled();
    const last = jobOf({ data, attemptsMade: 1 });
    await expect(runJob('assembly', handler, last, never, keep)).rejects.toThrow('boom');
    expect(exhausted).toHaveBeenCalledWith(data, expect.objectContaining({ message: 'boom' }));
  });

  it('marks a failure that nobody settled, so that maintenance drives it again', async () => {
    const last = jobOf({ data, attemptsMade: 1 });
    await expect(runJob('cleanup', { handle: boom }, last, never, keep)).rejects.toThrow(
      `${UNSETTLED}: boom`,
    );
    const handler = { handle: boom, exhausted: () => Promise.reject(new Error('no database')) };
    await expect(runJob('assembly', handler, last, never, keep)).rejects.toThrow(
      `${UNSETTLED}: boom`,
    );
  });

  it('gives the job back when the process ends, without losing an attempt', async () => {
    const abort = new AbortController();
    const job = jobOf({ data });
    const running = runJob(
      'assembly',
      { handle: () => new Promise(() => undefined) },
      job,
      abort.signal,
      keep,
    );
    abort.abort(SHUTDOWN);
    await expect(running).rejects.toThrow(WaitingError);
    expect(job.moveToWait).toHaveBeenCalledWith('t');
  });
});
