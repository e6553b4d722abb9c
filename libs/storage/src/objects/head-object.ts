import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { bareEtag, type ObjectHead } from '@waybill/domain';
import type { BucketCalls } from '../client/bucket-calls.js';
import { storeFaultOf } from '../errors/map-store-error.js';

/** Needs `s3:ListBucket` too: without it AWS says 403 for a key that is not there. */
export async function headObject(
  at: BucketCalls,
  key: string,
  versionId?: string,
): Promise<ObjectHead | undefined> {
  try {
    const head = await at.calls.control({ operation: 'HeadObject', key }, (options) =>
      at.client.send(
        new HeadObjectCommand({ Bucket: at.bucket, Key: key, VersionId: versionId }),
        options,
      ),
    );
    return {
      size: head.ContentLength ?? 0,
      etag: bareEtag(head.ETag ?? ''),
      ...(head.VersionId === undefined ? {} : { versionId: head.VersionId }),
      ...(hasForeignHeaders(head) && { foreignHeaders: true as const }),
    };
  } catch (error) {
    // An answer to HEAD has no body, hence no code: the status is all there is.
    if (storeFaultOf(error)?.status === 404) return undefined;
    throw error;
  }
}

/** None of these does Waybill ask for, in any PUT or upload of its own. */
function hasForeignHeaders(head: HeadObjectCommandOutput): boolean {
  const { CacheControl, ContentEncoding, ContentLanguage, ExpiresString, Metadata = {} } = head;
  const kept = [CacheControl, ContentEncoding, ContentLanguage, ExpiresString];
  return (
    Object.keys(Metadata).length > 0 ||
    [...kept, head.WebsiteRedirectLocation].some((value) => value !== undefined)
  );
}
