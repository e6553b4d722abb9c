import {
  DomainError,
  fieldError,
  MAX_NUMBERS_PER_CALL,
  normaliseDigest,
  parseNumberRange,
  type ChunkDigests,
} from '@waybill/domain';

/** How a client names chunks: one of the three. */
export type ChunkSelectionInput =
  | { readonly numbers: readonly number[] }
  | { readonly range: string }
  | {
      readonly chunks: readonly {
        readonly number: number;
        readonly sha256?: string;
        readonly md5?: string;
      }[];
    };

export interface ChunkSelection {
  /** Each once, rising. */
  readonly numbers: readonly number[];
  /** Digests to be declared; only chunks that came with one. */
  readonly digests: readonly ChunkDigests[];
  /** Chunks that are there already are left out instead of refused. */
  readonly skipUploaded: boolean;
}

/**
 * Reads what the client named. A number that comes twice counts once; twice with different digests
 * is a conflict.
 * @throws DomainError range_invalid, too_many_numbers, validation_failed, fingerprint_invalid,
 *   chunk_fingerprint_conflict
 */
export function readSelection(input: ChunkSelectionInput): ChunkSelection {
  if ('range' in input) {
    return { numbers: parseNumberRange(input.range), digests: [], skipUploaded: true };
  }
  if ('numbers' in input) {
    return { numbers: distinct(input.numbers, 'numbers'), digests: [], skipUploaded: false };
  }
  const numbers = distinct(
    input.chunks.map((chunk) => chunk.number),
    'chunks',
  );
  return { numbers, digests: readDigests(input.chunks), skipUploaded: false };
}

function distinct(numbers: readonly number[], path: 'numbers' | 'chunks'): number[] {
  if (numbers.length > MAX_NUMBERS_PER_CALL) {
    throw fieldError('too_many_numbers', path, `At most ${MAX_NUMBERS_PER_CALL} in one call.`);
  }
  const odd = numbers.findIndex((number) => !Number.isSafeInteger(number));
  if (odd >= 0) {
    const field = path === 'chunks' ? `chunks.${odd}.number` : `numbers.${odd}`;
    throw fieldError('validation_failed', field, 'A chunk number is a whole number.');
  }
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function readDigests(
  chunks: readonly { number: number; sha256?: string; md5?: string }[],
): ChunkDigests[] {
  const byNumber = new Map<number, ChunkDigests>();
  chunks.forEach(({ number, sha256, md5 }, index) => {
    if (sha256 === undefined && md5 === undefined) return;
    const digests: ChunkDigests = {
      number,
      ...(sha256 !== undefined && {
        sha256: normaliseDigest(sha256, 32, `chunks.${index}.sha256`),
      }),
      ...(md5 !== undefined && { md5: normaliseDigest(md5, 16, `chunks.${index}.md5`) }),
    };
    const before = byNumber.get(number);
    if (before && differs(digests, before)) throw fingerprintConflict([number]);
    byNumber.set(number, { ...before, ...digests });
  });
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

/** True where both say something of the same digest, and not the same. */
export function differs(
  asked: { readonly sha256?: string; readonly md5?: string },
  known: { readonly sha256?: string; readonly md5?: string },
): boolean {
  return (['sha256', 'md5'] as const).some(
    (name) => asked[name] !== undefined && known[name] !== undefined && asked[name] !== known[name],
  );
}

export function fingerprintConflict(numbers: readonly number[]): DomainError {
  return new DomainError(
    'chunk_fingerprint_conflict',
    `Another fingerprint was declared for chunk ${numbers.slice(0, 10).join(', ')}.`,
    { extensions: { numbers } },
  );
}
