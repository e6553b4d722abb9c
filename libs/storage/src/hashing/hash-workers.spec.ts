import { afterEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { HashJob, BLOCK_SIZE, BLOCKS } from './hash-job.js';
import { HashWorkers } from './hash-workers.js';
import type { ToWorker } from './worker-program.js';

describe('HashWorkers', () => {
  let workers: HashWorkers;
  afterEach(() => workers.close());

  it('hashes pieces of any size, in their order, and leaves the caller its buffers', async () => {
    workers = new HashWorkers(1);
    const job = workers.open();
    const sha256 = createHash('sha256');
    const md5 = createHash('md5');
    for (const size of [0, 1, 100, BLOCK_SIZE, 65_536, 3 * BLOCK_SIZE + 1, 7]) {
      const piece = randomBytes(size);
      sha256.update(piece);
      md5.update(piece);
      await job.write(piece);
      // Taken over: what becomes of the buffer now is of no account.
      piece.fill(0);
    }
    expect(await job.digests()).toMatchObject({
      sha256: sha256.digest('hex'),
      md5: md5.digest('hex'),
    });
    job.close();
  });

  it('keeps jobs apart that share a thread, and forgets the one that was given up', async () => {
    workers = new HashWorkers(2);
    const bodies = Array.from({ length: 7 }, () => randomBytes(BLOCK_SIZE + 9));
    const jobs = bodies.map(() => workers.open());
    for (let at = 0; at < BLOCK_SIZE + 9; at += 99_999)
      await Promise.all(
        jobs.map((job, n) => job.write(bodies[n]?.subarray(at, at + 99_999) ?? new Uint8Array())),
      );
    jobs[0]?.close();
    const expected = bodies.map((body) => createHash('sha256').update(body).digest('hex'));
    const found = await Promise.all(jobs.slice(1).map((job) => job.digests()));
    expect(found.map(({ sha256 }) => sha256)).toEqual(expected.slice(1));
  });

  it('fails what is under way when it is closed, and opens nothing more', async () => {
    workers = new HashWorkers(1);
    const job = workers.open();
    await job.write(Buffer.alloc(10));
    const digests = job.digests();
    workers.close();
    await expect(digests).rejects.toThrow('closed');
    await expect(job.write(Buffer.alloc(10 * BLOCK_SIZE))).rejects.toThrow('closed');
    expect(() => workers.open()).toThrow('closed');
  });
});

describe('HashJob', () => {
  it('waits while the worker has all of its blocks', async () => {
    const sent: ToWorker[] = [];
    const job = new HashJob(
      1,
      (message) => sent.push(message),
      () => undefined,
    );
    let written = false;
    const write = job.write(Buffer.alloc((BLOCKS + 1) * BLOCK_SIZE)).then(() => (written = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(BLOCKS);
    expect(written).toBe(false);
    job.receive({ job: 1, block: new ArrayBuffer(BLOCK_SIZE) });
    await write;
    expect(sent).toHaveLength(BLOCKS + 1);
    const waiting = job.write(Buffer.alloc(BLOCK_SIZE));
    job.fail(new Error('the worker fell'));
    await expect(waiting).rejects.toThrow('the worker fell');
  });
});
