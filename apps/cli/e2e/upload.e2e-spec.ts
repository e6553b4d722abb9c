import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CountingProxy,
  listChunks,
  StoreView,
  System,
  waitUntil,
  type FileView,
} from '@waybill/testing';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../bin/waybill.js', import.meta.url));
const README = fileURLToPath(new URL('../../../README.md', import.meta.url));
const MIB = 1024 * 1024;

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const data of createReadStream(path)) hash.update(data as Buffer);
  return hash.digest('hex');
}

describe('the command line against real servers', () => {
  let system: System;
  let proxy: CountingProxy;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    system = await System.start();
    proxy = await CountingProxy.to(system.api.url);
    folder = await mkdtemp(join(tmpdir(), 'waybill-cli-'));
    env = {
      PATH: process.env['PATH'],
      HOME: folder,
      WAYBILL_URL: proxy.url,
      WAYBILL_API_KEY: system.apiKey,
      WAYBILL_ADMIN_KEY: system.adminKey,
    };
  });
  afterAll(async () => {
    proxy?.close();
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const waybill = (...args: string[]) => run(CLI, args, { env, cwd: folder });

  async function newestFile(): Promise<FileView> {
    const { body } = await system.caller().call<{ items: FileView[] }>('GET', '/v1/files?limit=1');
    const [file] = body.items;
    if (!file) throw new Error('there is no file');
    return file;
  }

  it('uploads the node binary itself and gets it back, while the API sees next to nothing', async () => {
    const { size } = await stat(process.execPath);
    const before = proxy.received;
    await waybill('upload', process.execPath);
    expect(proxy.received - before).toBeLessThan(size / 1_000);

    const file = await newestFile();
    expect(file).toMatchObject({ status: 'completed', uploadedBytes: size, strategy: 'multipart' });
    for (const chunk of await listChunks(system.caller(), file.id)) {
      expect(chunk).toMatchObject({ status: 'uploaded', verification: 'client' });
    }
    const copy = join(folder, 'node-again');
    await waybill('download', file.id, '-o', copy);
    expect(await sha256(copy)).toBe(await sha256(process.execPath));
    expect((await waybill('status', file.id)).stdout).toContain('completed');
  });

  /** Begins an upload of 24 chunks and ends it by Ctrl-C when some have arrived. */
  async function interrupted(args: string[]): Promise<FileView> {
    const before = (await newestFile().catch(() => undefined))?.id;
    const first = spawn(CLI, args, { env, stdio: 'ignore' });
    const file = await waitUntil('some chunks to arrive', async () => {
      const now = await newestFile().catch(() => undefined);
      return now?.id !== before && now?.chunkCount === 24 && now.uploadedChunks >= 4 && now;
    });
    first.kill('SIGINT');
    const [code] = (await once(first, 'exit')) as [number];
    expect(code).toBe(130);
    return file;
  }

  it('goes on after Ctrl-C where it ended, and says how much that is', async () => {
    const path = join(folder, 'big.bin');
    await writeFile(path, randomBytes(120 * MIB));
    const args = ['upload', path, '--chunk-size', '5MiB', '--concurrency', '1'];
    const file = await interrupted(args);
    const there = await listChunks(system.caller(), file.id, '?status=uploaded');
    expect(there.length).toBeLessThan(24);

    const second = await waybill(...args);
    const said = /(\d+) of 24 chunks/u.exec(second.stdout + second.stderr);
    expect(Number(said?.[1])).toBeGreaterThanOrEqual(there.length);
    expect(await newestFile()).toMatchObject({ id: file.id, status: 'completed' });
    const copy = join(folder, 'big-again.bin');
    await waybill('download', file.id, '-o', copy);
    expect(await sha256(copy)).toBe(await sha256(path));
  });

  it('sends again what the store has lost before the file was assembled', async () => {
    const path = join(folder, 'lost.bin');
    await writeFile(path, randomBytes(24 * 5 * MIB));
    // Of a part nobody but the store can take the bytes away.
    const how = ['--strategy', 'chunks', '--chunk-size', '5MiB', '--concurrency', '1'];
    const args = ['upload', path, ...how];
    const file = await interrupted(args);
    const [first, second] = await listChunks(system.caller(), file.id, '?status=uploaded');
    const numbers = [first, second].map((chunk) => chunk?.number);
    const store = new StoreView(system.stack, system.bucket);
    for (const number of numbers) await store.remove(`uploads/${file.id}/chunks/${number}`);
    store.close();

    await waybill(...args);
    expect(await newestFile()).toMatchObject({ id: file.id, status: 'completed' });
    const { body } = await system
      .caller()
      .call<{ items: { type: string; data: unknown }[] }>('GET', `/v1/files/${file.id}/journal`);
    const told = body.items.filter(({ type }) => type === 'chunk.lost');
    expect(told.map(({ data }) => data)).toEqual([{ numbers, reason: 'source_missing' }]);
    const types = body.items.map(({ type }) => type);
    expect(types[types.indexOf('chunk.lost') + 1]).toBe('file.uploading');
    const copy = join(folder, 'lost-again.bin');
    await waybill('download', file.id, '-o', copy);
    expect(await sha256(copy)).toBe(await sha256(path));
  });

  it('makes a key for a new tenant, who sees nothing of the others', async () => {
    const { stdout } = await waybill('keys', 'create', '--tenant', 'somebody-else');
    const key = stdout.trim();
    expect(key).toMatch(/^wbk_[\w-]{43}$/u);
    const { body } = await system.caller(key).call<{ items: unknown[] }>('GET', '/v1/files');
    expect(body.items).toEqual([]);
  });

  it('makes an upload token, by which its holder does as much as its policy says', async () => {
    const made = await waybill(
      ...['tokens', 'create', '--name', 'form', '--max-files', '1', '--max-file-size', '1MiB'],
      ...['--metadata', 'order=2041', '--expires', '10m'],
    );
    const token = made.stdout.trim();
    expect(token).toMatch(/^wbt_[\w-]{43}$/u);
    const held = (...args: string[]) =>
      run(CLI, args, { cwd: folder, env: { ...env, WAYBILL_API_KEY: token } });
    const path = join(folder, 'held.bin');
    await writeFile(path, randomBytes(10_000));
    await held('upload', path);
    expect(await newestFile()).toMatchObject({ status: 'completed', metadata: { order: '2041' } });
    await expect(held('list')).rejects.toMatchObject({
      stderr: expect.stringContaining('token_not_allowed') as unknown,
    });
    await writeFile(path, randomBytes(10_000));
    await expect(held('upload', path)).rejects.toMatchObject({
      stderr: expect.stringContaining('token_files_used_up') as unknown,
    });

    const [listed] = JSON.parse((await waybill('tokens', 'list', '--json')).stdout) as {
      id: string;
    }[];
    expect((await waybill('tokens', 'list')).stdout).toMatch(/form\s+1 of 1\s/u);
    const id = listed?.id ?? '';
    await waybill('tokens', 'renew', id, '--expires', '2h');
    await waybill('tokens', 'revoke', id);
    expect(JSON.parse((await waybill('tokens', 'show', id)).stdout)).toMatchObject({
      name: 'form',
      status: 'revoked',
      used: { files: 1, bytes: 10_000 },
    });
  });

  it('says in one line what is wrong', async () => {
    await expect(waybill('upload', join(folder, 'nowhere'))).rejects.toMatchObject({ code: 1 });
    const wrongKey = run(CLI, ['list'], {
      env: { ...env, WAYBILL_API_KEY: 'wbk_wrong' },
      cwd: folder,
    });
    await expect(wrongKey).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*unauthenticated[^\n]*\n$/u),
    });
  });

  it('does what README’s curl walk-through does', async () => {
    const readme = await readFile(README, 'utf8');
    const block = /<!-- walk-through -->\s*```sh\n([\s\S]*?)```/u.exec(readme)?.[1];
    expect(block).toBeDefined();
    const script = join(folder, 'walk-through.sh');
    // The README loads the environment that `npm start` left; here it is set already.
    await writeFile(
      script,
      `set -euo pipefail\n${(block ?? '').replace(/^.*local\.env.*$/mu, '')}`,
    );
    const { stdout } = await run('bash', [script], {
      cwd: folder,
      env: { ...env, WAYBILL_URL: system.api.url },
    });
    expect(stdout).toContain('"status":"completed"');
    expect(await sha256(join(folder, 'again.bin'))).toBe(await sha256(join(folder, 'first.bin')));
  });
});
