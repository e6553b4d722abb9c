import type { CorruptReason } from '@waybill/vocabulary';
import type { ExpectedChunk } from '../ports/chunk-repository.js';
import type { ObjectDigests, StoreProfile } from '../ports/object-store.js';

/** What the store says of a chunk, without its bytes having been read. */
export interface SeenChunk {
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
}

/** Why an object is not the chunk that was declared. */
export interface Refusal {
  readonly reason: CorruptReason;
  readonly detail: string;
}

/** Only the bytes themselves show that a SHA-256 is another. */
type Told<Reason extends Refusal['reason']> = Refusal & { readonly reason: Reason };

export type Judgement<Reason extends Refusal['reason'] = Refusal['reason']> =
  | { readonly kind: 'believe' }
  | ({ readonly kind: 'refuse' } & Told<Reason>)
  /** Only the bytes themselves can tell. */
  | { readonly kind: 'read_back' };

const BELIEVE = { kind: 'believe' } as const;
const READ_BACK = { kind: 'read_back' } as const;

/** S3 gives the MD5 of an object that came by one PUT; of others the ETag ends in `-N`. */
const PLAIN_MD5 = /^[0-9a-f]{32}$/u;

/**
 * Compares what the store says with what was declared. Bytes are read back only where nothing else
 * can tell: the store has enforced no digest, and the ETag is none that could be compared.
 */
export function checkChunk(
  expected: Pick<ExpectedChunk, 'size' | 'sha256' | 'md5' | 'unbound'>,
  seen: SeenChunk,
  profile: StoreProfile,
): Judgement<'wrong_size' | 'wrong_md5'> {
  const { sha256, md5, size } = expected;
  if (seen.size !== size) {
    const detail = `${size} bytes were planned, the store has ${seen.size}.`;
    return { kind: 'refuse', reason: 'wrong_size', detail };
  }
  if (sha256 === undefined && md5 === undefined) return BELIEVE;
  // A digest that was declared after a URL had been given out without it binds only later URLs.
  const enforced = expected.unbound ? 'none' : profile;
  // The store has held the body to its SHA-256. It may well encrypt with a key of its own (SSE-KMS),
  // and then the ETag looks like an MD5, but is none.
  if (enforced === 'sha256' && sha256 !== undefined) return BELIEVE;
  const etagIsMd5 = profile !== 'sha256' && PLAIN_MD5.test(seen.etag);
  if (md5 !== undefined && etagIsMd5 && md5 !== seen.etag) {
    return wrongDigest('md5', md5, seen.etag);
  }
  if (enforced === 'md5') return BELIEVE;
  return sha256 === undefined && md5 === seen.etag ? BELIEVE : READ_BACK;
}

/** Compares the bytes, as they were read, with what was declared: the last word. */
export function judgeDigests(expected: ExpectedChunk, found: ObjectDigests): Judgement {
  const { sha256, md5 } = expected;
  if (sha256 !== undefined && sha256 !== found.sha256) {
    return wrongDigest('sha256', sha256, found.sha256);
  }
  if (md5 !== undefined && md5 !== found.md5) return wrongDigest('md5', md5, found.md5);
  return BELIEVE;
}

function wrongDigest<Name extends 'sha256' | 'md5'>(name: Name, declared: string, found: string) {
  const detail = `The declared ${name} is ${declared}, that of the stored bytes ${found}.`;
  return { kind: 'refuse', reason: `wrong_${name}`, detail } as const;
}
