import type { S3Client } from '@aws-sdk/client-s3';

/** What of a request or an answer names a key, or the beginning of one. */
interface Named {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly Prefix?: string;
  readonly StartAfter?: string;
  readonly KeyMarker?: string;
  readonly NextKeyMarker?: string;
  readonly CopySource?: string;
  readonly Delete?: { readonly Objects?: readonly Named[] };
  readonly Contents?: readonly Named[];
  readonly Uploads?: readonly Named[];
  readonly Deleted?: readonly Named[];
  readonly Errors?: readonly Named[];
}

/**
 * Puts `prefix` before every key that goes to the store, and takes it away from every key that comes
 * back, whatever the command: a caller of this client has no way to forget it. What the store makes
 * of its own answers, such as a continuation token, goes back as it came.
 */
export function addKeyPrefix(client: S3Client, prefix: string): void {
  if (prefix === '') return;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next({ ...args, input: outward(args.input, prefix) });
      return { ...answer, output: { ...answer.output, ...inward(answer.output as Named, prefix) } };
    },
    { step: 'initialize', name: 'waybillKeyPrefix', priority: 'high' },
  );
}

function outward(input: object, prefix: string): Named {
  const { Key, Prefix, StartAfter, KeyMarker, CopySource, Delete } = input as Named;
  const before = (text: string) => `${prefix}${text}`;
  return {
    ...input,
    ...(Key !== undefined && { Key: before(Key) }),
    ...(Prefix !== undefined && { Prefix: before(Prefix) }),
    ...(StartAfter !== undefined && { StartAfter: before(StartAfter) }),
    ...(KeyMarker !== undefined && { KeyMarker: before(KeyMarker) }),
    // `BUCKET/KEY`, encoded; a prefix is made of what needs no encoding.
    ...(CopySource !== undefined && { CopySource: CopySource.replace('/', `/${prefix}`) }),
    ...(Delete !== undefined && {
      Delete: { ...Delete, Objects: Delete.Objects?.map((one) => outward(one, prefix)) },
    }),
  };
}

function inward(output: Named, prefix: string): Named {
  const { Key, Prefix, NextKeyMarker, Contents, Uploads, Deleted, Errors } = output;
  const bare = (key: string) => (key.startsWith(prefix) ? key.slice(prefix.length) : key);
  const each = (items: readonly Named[]) =>
    items.map((one) => ({ ...one, ...inward(one, prefix) }));
  return {
    ...(Key !== undefined && { Key: bare(Key) }),
    ...(Prefix !== undefined && { Prefix: bare(Prefix) }),
    ...(NextKeyMarker !== undefined && { NextKeyMarker: bare(NextKeyMarker) }),
    ...(Contents !== undefined && { Contents: each(Contents) }),
    ...(Uploads !== undefined && { Uploads: each(Uploads) }),
    ...(Deleted !== undefined && { Deleted: each(Deleted) }),
    ...(Errors !== undefined && { Errors: each(Errors) }),
  };
}
