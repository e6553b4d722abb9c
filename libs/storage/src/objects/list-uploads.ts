import { ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import {
  bareEtag,
  UploadMissingError,
  type Part,
  type PartRange,
  type UnfinishedUpload,
} from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';
import type { UploadMarker } from './cursors.js';

/** A page of unfinished uploads; `next` is absent on the last one. */
interface UploadsPage {
  readonly uploads: readonly UnfinishedUpload[];
  readonly next?: UploadMarker;
}

/** Ids of the unfinished uploads of exactly this key, oldest first. */
export async function findUploads(at: BucketCalls, key: string): Promise<readonly string[]> {
  const found: UnfinishedUpload[] = [];
  let marker: UploadMarker | undefined = {};
  while (marker !== undefined) {
    const page: UploadsPage = await uploadsPage(at, key, marker);
    // A prefix matches longer keys too.
    found.push(...page.uploads.filter((upload) => upload.key === key));
    marker = page.next;
  }
  return found
    .sort(
      (a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.uploadId < b.uploadId ? -1 : 1),
    )
    .map(({ uploadId }) => uploadId);
}

/** Unfinished uploads of the keys that start with `prefix`, by key. */
export async function uploadsPage(
  at: BucketCalls,
  prefix: string,
  marker: UploadMarker,
): Promise<UploadsPage> {
  const input = { Bucket: at.bucket, Prefix: prefix, MaxUploads: at.pageSize, ...marker };
  const page = await at.calls.control({ operation: 'ListMultipartUploads' }, (options) =>
    at.client.send(new ListMultipartUploadsCommand(input), options),
  );
  const uploads = (page.Uploads ?? []).flatMap(({ Key: key, UploadId: uploadId, Initiated }) =>
    key === undefined || uploadId === undefined
      ? []
      : [{ key, uploadId, startedAt: Initiated ?? new Date(0) }],
  );
  if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return { uploads };
  const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
  return {
    uploads,
    next: { KeyMarker, ...(UploadIdMarker === undefined ? {} : { UploadIdMarker }) },
  };
}

/** Every part of the range, all pages; undefined where there is no such upload. */
export async function listParts(
  at: BucketCalls,
  { key, uploadId }: { readonly key: string; readonly uploadId: string },
  { from, to }: PartRange = { from: 1, to: Infinity },
): Promise<readonly Part[] | undefined> {
  const parts: Part[] = [];
  let marker = from > 1 ? String(from - 1) : undefined;
  try {
    do {
      const input = {
        Bucket: at.bucket,
        Key: key,
        UploadId: uploadId,
        // A page of more than that would be listed for nothing.
        MaxParts: Math.min(at.pageSize, to - Number(marker ?? 0)),
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      };
      const page = await at.calls.control({ operation: 'ListParts', key, uploadId }, (options) =>
        at.client.send(new ListPartsCommand(input), options),
      );
      for (const part of page.Parts ?? [])
        parts.push({
          number: part.PartNumber ?? 0,
          size: part.Size ?? 0,
          etag: bareEtag(part.ETag ?? ''),
        });
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined && Number(marker) < to);
    return parts.filter(({ number }) => number <= to);
  } catch (error) {
    // Ceph 16 says NoSuchKey for an upload that was completed.
    const gone = error instanceof UploadMissingError || storeFaultOf(error)?.code === 'NoSuchKey';
    if (gone) return undefined;
    throw error;
  }
}
