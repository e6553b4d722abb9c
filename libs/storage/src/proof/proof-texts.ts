import type { StoreGap } from '@waybill/config';
import type { FoundGap } from './find-gaps.js';

/** What closes each gap, for the operator. */
const CURES: Readonly<Record<StoreGap, string>> = {
  'copy-source':
    'sign uploads by an identity that may write and not read: S3_UPLOAD_ACCESS_KEY_ID and S3_UPLOAD_SECRET_ACCESS_KEY',
  'public-acl': 'set IgnorePublicAcls in the bucket’s public access block, or turn its ACLs off',
  'unsigned-headers': 'let the services copy objects onto themselves (s3:GetObject, s3:PutObject)',
  'second-put': 'use a release of the store that knows If-None-Match for PutObject',
  'wrong-length': 'use a store that holds a PUT to its signed Content-Length',
};

/** Says each gap once, with what was seen of it first, its cure, and how it would be accepted. */
export function gapsText(found: readonly FoundGap[]): string {
  const names = [...new Set(found.map(({ gap }) => gap))];
  const lines = names.flatMap((name) => {
    const details = found.filter(({ gap }) => gap === name).map(({ detail }) => detail);
    return [`  ${name}: ${details.join('; ')}.`, `    To close it, ${CURES[name]}.`];
  });
  return [
    'The store lets through what breaks a promise, so no URL for an upload is given out (docs/stores.md):',
    ...lines,
    `  To take it on all the same: WAYBILL_ACCEPTED_STORE_GAPS=${names.join()}.`,
  ].join('\n');
}

export function profileText(wanted: string): string {
  const less = wanted === 'sha256' ? '"auto", "md5" or "none"' : '"auto" or "none"';
  return (
    `The store took a wrong byte by a URL that was bound to another: it does not enforce what ` +
    `WAYBILL_STORE_PROFILE=${wanted} promises. Set it to ${less}; with "none" every chunk is read ` +
    'back before it is believed.'
  );
}
