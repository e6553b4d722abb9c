/** To a worker: bytes of a job, the wish for its digests, or that nobody wants them any more. */
export type ToWorker =
  | { readonly job: number; readonly block: ArrayBuffer; readonly length: number }
  | { readonly job: number; readonly end: true }
  | { readonly job: number; readonly drop: true };

/** From a worker: a block that it has read, to be filled again, or the digests. */
export type FromWorker =
  | { readonly job: number; readonly block: ArrayBuffer }
  | { readonly job: number; readonly sha256: string; readonly md5: string };

/**
 * What a hash worker runs. A string, because a worker is started from a file or from source text,
 * and a file of ours is TypeScript in a test and JavaScript in a build. CommonJS: such text is.
 */
export const WORKER_PROGRAM = `
'use strict';
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');

const jobs = new Map();

function hashesOf(job) {
  let hashes = jobs.get(job);
  if (hashes === undefined) {
    hashes = { sha256: createHash('sha256'), md5: createHash('md5') };
    jobs.set(job, hashes);
  }
  return hashes;
}

parentPort.on('message', ({ job, block, length, end }) => {
  if (block !== undefined) {
    const { sha256, md5 } = hashesOf(job);
    const bytes = new Uint8Array(block, 0, length);
    sha256.update(bytes);
    md5.update(bytes);
    parentPort.postMessage({ job, block }, [block]);
    return;
  }
  if (end) {
    const { sha256, md5 } = hashesOf(job);
    parentPort.postMessage({ job, sha256: sha256.digest('hex'), md5: md5.digest('hex') });
  }
  jobs.delete(job);
});
`;
