import { resolve } from 'node:path';
import { WaybillError, type UploadOptions, type UploadResult } from '@waybill/client';
import { fileSource, type FileSource } from '@waybill/client/node';
import type { CliContext } from '../context.js';
import { describeError, Interrupted } from '../errors.js';
import { formatBytes } from '../format/bytes.js';
import { progressDisplay, type ProgressDisplay } from '../progress/progress-display.js';
import { ResumeBook, type UploadKey } from './resume-book.js';

export interface UploadFileOptions extends Pick<
  UploadOptions,
  'contentType' | 'chunkSize' | 'strategy' | 'metadata' | 'expiresIn' | 'concurrency'
> {
  readonly name?: string;
  /** Go on with what was interrupted. */
  readonly resume: boolean;
  readonly quiet: boolean;
}

/** Why an upload that was begun cannot be gone on with. */
const OVER = new Set([
  'file_not_found',
  'file_aborted',
  'file_expired',
  'file_deleted',
  'source_differs',
]);

/**
 * Uploads one file, going on with an earlier attempt where one is remembered.
 * @throws WaybillError; Interrupted, after having said how to go on; errors of the file system
 */
export async function uploadFile(
  context: CliContext,
  path: string,
  options: UploadFileOptions,
): Promise<UploadResult> {
  const source = await fileSource(path, { name: options.name, contentType: options.contentType });
  try {
    return await new FileUpload(context, path, source, options).run();
  } finally {
    await source.close();
  }
}

class FileUpload {
  readonly #book: ResumeBook;
  readonly #key: UploadKey;
  #fileId: string | undefined;

  constructor(
    private readonly context: CliContext,
    private readonly path: string,
    private readonly source: FileSource,
    private readonly options: UploadFileOptions,
  ) {
    const { url, stateDir } = context.config();
    this.#book = new ResumeBook(stateDir);
    this.#key = { url, path: resolve(path), size: source.size, modifiedAt: source.modifiedAt };
  }

  async run(): Promise<UploadResult> {
    const begun = this.options.resume ? await this.#book.find(this.#key) : undefined;
    try {
      return await this.#attempt(begun);
    } catch (error) {
      if (!begun || !(error instanceof WaybillError) || !OVER.has(error.code)) throw error;
      this.context.terminal.note(
        `cannot go on with ${begun} [${error.code}]: ${error.detail} Starting over.`,
      );
      await this.#inBook((book) => book.forget(this.#key));
      return await this.#attempt(undefined);
    }
  }

  async #attempt(resume: string | undefined): Promise<UploadResult> {
    const { context, source, options } = this;
    let display: ProgressDisplay | undefined;
    try {
      const result = await context.client().upload(source, {
        ...options,
        resume,
        signal: context.signal,
        onStart: async ({ file, resumed, chunksThere, chunksToSend }) => {
          this.#fileId = file.id;
          await this.#inBook((book) => book.remember(this.#key, file.id));
          if (!options.quiet && resumed) {
            context.terminal.note(
              `resuming ${file.id}: ${chunksThere} of ` +
                `${file.chunkCount} chunks are there already, sending ${chunksToSend}`,
            );
          }
          display = progressDisplay(context.terminal, source.name, source.size, options.quiet);
        },
        onProgress: ({ bytesSent, bytesReused, phase }) =>
          display?.update(bytesSent + bytesReused, stateOf(phase, bytesReused)),
      });
      display?.stop();
      await this.#inBook((book) => book.forget(this.#key));
      return result;
    } catch (error) {
      display?.stop();
      if (error instanceof Interrupted) this.#sayHowToGoOn();
      throw error;
    }
  }

  /** A disk that cannot be written to costs the resume, not the upload. */
  async #inBook(write: (book: ResumeBook) => Promise<void>): Promise<void> {
    try {
      await write(this.#book);
    } catch (error) {
      this.context.terminal.note(`this upload cannot be remembered: ${describeError(error)}`);
    }
  }

  #sayHowToGoOn(): void {
    this.context.terminal.note(
      this.#fileId
        ? `interrupted: run the same command again to go on with ${this.#fileId} (${this.path})`
        : 'interrupted',
    );
  }
}

function stateOf(phase: string, bytesReused: number): string {
  return bytesReused > 0 ? `${phase}, ${formatBytes(bytesReused)} reused` : phase;
}
