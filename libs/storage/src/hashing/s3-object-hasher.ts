import { GetObjectCommand } from '@aws-sdk/client-s3';
import { bareEtag, ObjectHasher, type ObjectDigests } from '@waybill/domain';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BucketCalls } from '../client/bucket-calls.js';
import type { SendOptions } from '../client/store-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';
import { StoreFault } from '../errors/store-fault.js';
import type { HashWorkers } from './hash-workers.js';
import { readThrough } from './read-through.js';

/** Reads of one object before we give up: the first and two more. */
const ATTEMPTS = 3;

/** Milliseconds before the second read; twice that before the third. */
const BACK_OFF_MS = 200;

/**
 * Reads objects from the store and hashes them in worker threads. One call takes at most some 2 MiB,
 * whatever the object's size. A read that breaks off starts again from the first byte, up to three
 * times within the deadline of a copy.
 */
export class S3ObjectHasher extends ObjectHasher {
  constructor(
    private readonly at: BucketCalls,
    private readonly workers: HashWorkers,
  ) {
    super();
  }

  override async hash(key: string): Promise<ObjectDigests | undefined> {
    try {
      return await this.at.calls.read({ operation: 'GetObject', key }, (options) =>
        this.readUntilWhole(key, options),
      );
    } catch (error) {
      if (storeFaultOf(error)?.code === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  private async readUntilWhole(key: string, options: SendOptions): Promise<ObjectDigests> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.readOnce(key, options);
      } catch (error) {
        // Only a body that broke off: what the SDK throws, it has tried again itself.
        const again = error instanceof StoreFault && attempt < ATTEMPTS;
        if (!again || options.abortSignal.aborted) throw error;
        await sleep(BACK_OFF_MS * attempt, undefined, { signal: options.abortSignal });
      }
    }
  }

  private async readOnce(key: string, options: SendOptions): Promise<ObjectDigests> {
    const { client, bucket } = this.at;
    const job = this.workers.open();
    let body: Readable | undefined;
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), options);
      const { ContentLength: declared, ETag = '', VersionId: versionId } = answer;
      body = answer.Body as Readable;
      // Without it nobody could tell a whole object from the beginning of one.
      if (declared === undefined) throw new StoreFault('MissingContentLength', 'No length came.');
      const size = await readThrough(body, (piece) => job.write(piece), options);
      if (size !== declared)
        throw new StoreFault('ShortRead', `${size} bytes came of ${declared}.`);
      const { sha256, md5 } = await job.digests();
      const version = versionId === undefined ? {} : { versionId };
      return { size, etag: bareEtag(ETag), ...version, sha256, md5 };
    } finally {
      job.close();
      body?.destroy();
    }
  }
}
