import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileBody } from '@waybill/contracts';
import { isTransient, WaybillError } from '@waybill/client';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { progressDisplay } from '../progress/progress-display.js';
import { ChunkVerifier } from './chunk-verifier.js';
import { openContent } from './open-content.js';

export interface DownloadOptions {
  readonly file: FileBody;
  /** Where it goes in the end; `.part` is added while it comes in. */
  readonly target: string;
  readonly force: boolean;
  readonly quiet: boolean;
}

export interface Downloaded {
  /** Undefined where the server does not know every chunk's digest, so that nothing was compared. */
  readonly fingerprint?: string;
  /** Bytes that an earlier attempt had fetched. */
  readonly resumedAt: number;
}

/** Attempts in a row without a byte of progress. */
const MAX_FAILURES = 6;
const READ_SIZE = 1024 * 1024;

/**
 * Fetches a completed file into `TARGET.part`, verifies it on the way, and renames it.
 * @throws CliError target_exists, chunk_differs, fingerprint_differs; WaybillError
 */
export async function downloadFile(
  context: CliContext,
  options: DownloadOptions,
): Promise<Downloaded> {
  await assertFree(options);
  const digests = await chunkDigests(context, options.file);
  const part = `${options.target}.part`;
  // Not truncated: what an earlier attempt left is looked at first.
  const handle = await open(part, 'a+').then(async (made) => {
    await made.close();
    return open(part, 'r+');
  });
  try {
    const downloaded = await new Download(context, options, handle, digests).run();
    await handle.sync();
    await assertFree(options);
    await rename(part, options.target);
    return downloaded;
  } finally {
    await handle.close();
  }
}

async function assertFree({ target, force }: DownloadOptions): Promise<void> {
  if (force || !(await stat(target).catch(() => undefined))) return;
  throw new CliError('target_exists', `${target} is there already: choose -o FILE, or --force.`);
}

/** Every chunk's SHA-256, or undefined if one of them is not known. */
async function chunkDigests(
  context: CliContext,
  file: FileBody,
): Promise<readonly string[] | undefined> {
  const digests: string[] = [];
  for await (const chunk of context.client().chunks(file.id, { signal: context.signal })) {
    if (chunk.sha256) digests.push(chunk.sha256);
  }
  return digests.length === file.chunkCount ? digests : undefined;
}

class Download {
  readonly #verifier: ChunkVerifier | undefined;
  #offset = 0;

  constructor(
    private readonly context: CliContext,
    private readonly options: DownloadOptions,
    private readonly handle: FileHandle,
    digests: readonly string[] | undefined,
  ) {
    this.#verifier = digests && new ChunkVerifier(options.file, digests);
  }

  async run(): Promise<Downloaded> {
    const { file, target, quiet } = this.options;
    const resumedAt = await this.#keepWhatIsRight();
    if (resumedAt > 0 && !quiet) {
      this.context.terminal.note(`going on after ${resumedAt} bytes that are there already`);
    }
    const display = progressDisplay(this.context.terminal, target, file.size, quiet);
    try {
      await this.#fetchRest((bytes) => display.update(bytes, ''));
    } finally {
      display.stop();
    }
    const fingerprint = await this.#verifier?.fingerprint();
    if (fingerprint && file.fingerprint && fingerprint !== file.fingerprint) {
      throw new CliError(
        'fingerprint_differs',
        `The fingerprint is ${fingerprint}, that of the file ${file.fingerprint}.`,
      );
    }
    return { fingerprint, resumedAt };
  }

  /** Without digests nothing tells whether the part is of this file: it is fetched anew. */
  async #keepWhatIsRight(): Promise<number> {
    const buffer = Buffer.allocUnsafe(READ_SIZE);
    try {
      for (let at = 0; this.#verifier;) {
        this.context.signal.throwIfAborted();
        const { bytesRead } = await this.handle.read(buffer, 0, READ_SIZE, at);
        if (bytesRead === 0) break;
        this.#verifier.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
    }
    this.#verifier?.rewind();
    await this.#backTo(this.#verifier?.verifiedBytes ?? 0);
    return this.#offset;
  }

  async #fetchRest(onBytes: (bytes: number) => void): Promise<void> {
    const { file } = this.options;
    for (let failures = 0; this.#offset < file.size;) {
      const before = this.#offset;
      try {
        await this.#fetchOnce(onBytes);
        if (this.#offset < file.size) throw new WaybillError('connection_failed', 'It broke off.');
      } catch (error) {
        if (!isWorthAnother(error)) throw error;
        failures = this.#offset > before ? 1 : failures + 1;
        if (failures >= MAX_FAILURES) throw error;
        await sleep(250 * 2 ** failures * (0.5 + Math.random() / 2), undefined, {
          signal: this.context.signal,
        }).catch(() => this.context.signal.throwIfAborted());
      }
    }
  }

  async #fetchOnce(onBytes: (bytes: number) => void): Promise<void> {
    const { context, options, handle } = this;
    const content = openContent(context.client(), options.file.id, this.#offset, context.signal);
    for await (const piece of content) {
      if (this.#offset + piece.length > options.file.size) {
        throw new CliError('too_long', 'The store sends more bytes than the file has.');
      }
      try {
        this.#verifier?.update(piece);
      } catch (error) {
        await this.#backTo(this.#verifier?.verifiedBytes ?? 0);
        throw error;
      }
      await handle.write(piece, 0, piece.length, this.#offset);
      this.#offset += piece.length;
      onBytes(this.#offset);
    }
  }

  async #backTo(offset: number): Promise<void> {
    this.#offset = offset;
    await this.handle.truncate(offset);
  }
}

function isWorthAnother(error: unknown): boolean {
  if (error instanceof CliError) return error.code === 'chunk_differs';
  return (
    isTransient(error) || (error instanceof WaybillError && error.code === 'store_unreachable')
  );
}
