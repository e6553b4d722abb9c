import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { System } from '@waybill/testing';
import type { Sent } from './sent.js';

const run = promisify(execFile);
const WAYBILL = fileURLToPath(new URL('../../../../apps/cli/bin/waybill.js', import.meta.url));

/** Each sending is a process of its own, as it would be at a client's: its memory is its own, too. */
export class SenderProcess {
  constructor(
    private readonly system: System,
    /** Of this run alone: what an earlier one began is nobody's to go on with. */
    private readonly stateFolder: string,
    private readonly signal: AbortSignal,
  ) {}

  bySdk(path: string, strategy: string): Promise<Sent> {
    return this.#ownProgram('./send-by-sdk.js', [path, strategy]);
  }

  byLibStorage(path: string, key: string): Promise<Sent> {
    return this.#ownProgram('./send-by-lib-storage.js', [path, key]);
  }

  /** The start of the process is counted, as a person sees it. @returns seconds, and the file's id */
  async byCli(path: string): Promise<{ readonly seconds: number; readonly fileId: string }> {
    const started = performance.now();
    const id = await this.#run(process.execPath, [WAYBILL, 'upload', '--quiet', path]);
    return { seconds: (performance.now() - started) / 1000, fileId: id };
  }

  /** With its defaults. @returns seconds; undefined where there is no AWS CLI */
  async byAwsCli(path: string, key: string): Promise<number | undefined> {
    const { stack, bucket } = this.system;
    const started = performance.now();
    try {
      const endpoint = ['--endpoint-url', stack.s3.endpoint];
      await this.#run('aws', [...endpoint, 's3', 'cp', '--quiet', path, `s3://${bucket}/${key}`]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return (performance.now() - started) / 1000;
  }

  async #ownProgram(name: string, args: readonly string[]): Promise<Sent> {
    const program = fileURLToPath(new URL(name, import.meta.url));
    return JSON.parse(await this.#run(process.execPath, [program, ...args])) as Sent;
  }

  async #run(command: string, args: readonly string[]): Promise<string> {
    const { stack, bucket, api, apiKey } = this.system;
    const { stdout } = await run(command, args, {
      signal: this.signal,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        WAYBILL_URL: api.url,
        WAYBILL_API_KEY: apiKey,
        WAYBILL_STATE_DIR: this.stateFolder,
        S3_ENDPOINT: stack.s3.endpoint,
        S3_REGION: stack.s3.region,
        S3_BUCKET: bucket,
        AWS_REGION: stack.s3.region,
        AWS_ACCESS_KEY_ID: stack.s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: stack.s3.secretAccessKey,
      },
    });
    return stdout.trim();
  }
}
