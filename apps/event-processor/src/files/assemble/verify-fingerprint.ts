import {
  AssemblyFailure,
  type Chunk,
  compositeFingerprint,
  type File,
  isMissing,
  type TransferStrategy,
} from '@waybill/domain';
import type { AssembleFilePorts, AssemblyRun } from './assembly-ports.js';
import { withDigests } from './read-back.js';

/**
 * The file's fingerprint, after it has been compared with what the client said the file is. Comes
 * before anything is published; an object that is at its place already, as with one PUT of the
 * whole file, is removed where it is another: nobody may ever download it.
 * @returns undefined where none was declared and not every chunk has a SHA-256
 * @throws AssemblyFailure fingerprint_mismatch, and those of {@link withDigests}
 */
export async function verifyFingerprint(
  ports: Pick<AssembleFilePorts, 'chunks' | 'hasher' | 'remover'>,
  file: File,
  chunks: readonly Chunk[],
  strategy: TransferStrategy,
  run: AssemblyRun,
): Promise<string | undefined> {
  const declared = file.declaredFingerprint;
  // Which chunks are missing is the strategy's to say.
  const missing = chunks.length !== file.chunkCount || chunks.some((one) => isMissing(one.status));
  if (declared === undefined || missing) return fingerprintOf(chunks);
  const actual = fingerprintOf(await withDigests(ports, file, chunks, strategy, run));
  if (actual === declared) return actual;
  await ports.remover.remove([strategy.finalKey(file)]);
  throw new AssemblyFailure(
    'fingerprint_mismatch',
    `The file was declared with fingerprint ${declared}, ` +
      `but its chunks have ${actual ?? 'none'}.`,
  );
}

function fingerprintOf(chunks: readonly Chunk[]): string | undefined {
  const digests = chunks.flatMap(({ sha256 }) => sha256 ?? []);
  return digests.length === chunks.length ? compositeFingerprint(digests) : undefined;
}
