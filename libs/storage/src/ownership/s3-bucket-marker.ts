import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { BucketMarker, DomainError } from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';

/** Beside our keys, and none of them: no sweep, no event and no URL is ever about it. */
const KEY = '.waybill/installation';

/** 412 where it is there; AWS says 409 while another writes it (S3 API Reference, PutObject). */
const LOST_RACE = new Set([409, 412]);

export class S3BucketMarker extends BucketMarker {
  readonly place: string;

  constructor(
    private readonly at: BucketCalls,
    /** For people alone: the client puts it before each key. */
    prefix: string,
  ) {
    super();
    const within = prefix === '' ? '' : ` under "${prefix}"`;
    this.place = `The bucket "${at.bucket}"${within}`;
  }

  override async read(): Promise<string | undefined> {
    const { client, bucket, calls } = this.at;
    const text = await calls
      .read({ operation: 'GetObject', key: KEY }, async (options) => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: KEY });
        return (await client.send(command, options)).Body?.transformToString();
      })
      .catch((error: unknown) => {
        if (storeFaultOf(error)?.code === 'NoSuchKey') return undefined;
        throw error;
      });
    return text === undefined ? undefined : ownerIn(text);
  }

  override async claim(installationId: string): Promise<void> {
    try {
      await this.write(installationId, { IfNoneMatch: '*' });
    } catch (error) {
      // Whoever was first, the marker says it.
      if (!LOST_RACE.has(storeFaultOf(error)?.status ?? 0)) throw error;
    }
  }

  override takeOver(installationId: string): Promise<void> {
    return this.write(installationId, {});
  }

  private async write(installation: string, condition: { IfNoneMatch?: string }): Promise<void> {
    const { client, bucket, calls } = this.at;
    const command = {
      Bucket: bucket,
      Key: KEY,
      Body: JSON.stringify({ installation, since: new Date().toISOString() }),
      ContentType: 'application/json',
      ...condition,
    };
    await calls.control({ operation: 'PutObject', key: KEY }, (options) =>
      client.send(new PutObjectCommand(command), options),
    );
  }
}

/** @throws DomainError store_unavailable for what no installation wrote: it is nobody's guess */
function ownerIn(text: string): string {
  try {
    const { installation } = JSON.parse(text) as { installation?: unknown };
    if (typeof installation === 'string') return installation;
  } catch {
    // Said below.
  }
  throw new DomainError('store_unavailable', `The object "${KEY}" names no installation.`);
}
