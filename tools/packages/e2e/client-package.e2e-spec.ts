import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downloadFile, System } from '@waybill/testing';
import { bundle } from '../src/bundle.js';
import { makeClientPackage } from '../src/client-package.js';
import { pack } from '../src/pack.js';
import { workspace } from '../src/workspace.js';

const run = promisify(execFile);

/** Bytes, compressed. */
const MOST_IN_A_PAGE = 30_000;

const TYPES = `
import { isTransient, WaybillClient, WaybillError, type FileBody, type UploadProgress } from '@waybill/client';
import { fileSource, nodePlatform } from '@waybill/client/node';

const client = new WaybillClient({ url: 'http://127.0.0.1', credential: async () => 'token' });
const seen: UploadProgress[] = [];
export async function use(blob: Blob): Promise<FileBody> {
  const { file } = await client.upload(blob, { onProgress: (each) => seen.push(each) });
  const id: string = file.id;
  const status: 'completed' | string = (await client.getFile(id)).status;
  // @ts-expect-error: there is no such option
  await client.upload('/a/path', { concurency: 2 });
  // @ts-expect-error: a number is nothing that can be sent
  await client.upload(7);
  return isTransient(new WaybillError('timeout', status)) ? file : client.getFile(id);
}
export const platform = nodePlatform();
export const source = fileSource('/a/path', { name: 'b' });
`;

const UPLOAD = `
import { WaybillClient } from '@waybill/client';
const [url, credential, path] = process.argv.slice(2);
const { file, fingerprint } = await new WaybillClient({ url, credential }).upload(path);
console.log(JSON.stringify({ id: file.id, status: file.status, name: file.name, fingerprint }));
`;

describe('@waybill/client, packed, in an empty project', () => {
  let system: System;
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'waybill-package-'));
    const [started] = await Promise.all([System.start(), install()]);
    system = started;
  });
  afterAll(async () => {
    await system.stop();
    await rm(project, { recursive: true });
  });

  async function install(): Promise<void> {
    const made = join(project, 'made');
    await makeClientPackage(made);
    const packed = await pack(made, project);
    await rm(made, { recursive: true });
    await writeFile(join(project, 'package.json'), '{"type": "module", "private": true}');
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${packed}`], {
      cwd: project,
    });
  }

  it('needs nothing else, and has a licence, a page to read and the notices of what is in it', async () => {
    const installed = join(project, 'node_modules/@waybill/client');
    const manifest = await readFile(join(installed, 'package.json'), 'utf8');
    expect(manifest).not.toMatch(/ependencies|workspace/u);
    const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: project });
    expect(stdout.trim().split('\n')).toHaveLength(2);
    for (const name of ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md']) {
      expect((await readFile(join(installed, name), 'utf8')).length).toBeGreaterThan(500);
    }
  });

  it.each(['nodenext', 'bundler'])('has types that the compiler finds (%s)', async (resolution) => {
    await writeFile(join(project, 'use.ts'), TYPES);
    const compilerOptions = {
      module: resolution === 'bundler' ? 'esnext' : resolution,
      moduleResolution: resolution,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
      strict: true,
      noEmit: true,
    };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['use.ts'] }),
    );
    const tsc = join(workspace, 'node_modules/typescript/bin/tsc');
    // What it finds wrong stands in its output.
    const said = await run('node', [tsc], { cwd: project }).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(said).toBe('');
  });

  it('uploads a file in Node', async () => {
    const bytes = randomBytes(40_000_000);
    const path = join(project, 'data.bin');
    await writeFile(path, bytes);
    await writeFile(join(project, 'upload.js'), UPLOAD);
    const args = ['upload.js', system.api.url, system.apiKey, path];
    const { stdout } = await run('node', args, { cwd: project });
    const { id, ...said } = JSON.parse(stdout) as { id: string };
    expect(said).toMatchObject({ status: 'completed', name: 'data.bin' });
    const stored = Buffer.from(await (await downloadFile(system.caller(), id)).arrayBuffer());
    const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    expect(sha256(stored)).toBe(sha256(bytes));
  });

  it(`bundles for a page into less than ${MOST_IN_A_PAGE} bytes`, async () => {
    await mkdir(join(project, 'page'), { recursive: true });
    const entry = join(project, 'page/main.js');
    await writeFile(
      entry,
      "import * as waybill from '@waybill/client'; globalThis.waybill = waybill;",
    );
    const out = join(project, 'page/bundle.js');
    const sources = await bundle('browser', out, { entryPoints: [entry], minify: true });
    expect(sources.filter((source) => source.includes('node:'))).toEqual([]);
    expect(sources.some((source) => source.endsWith('client/dist/browser.js'))).toBe(true);
    const size = gzipSync(await readFile(out), { level: 9 }).length;
    process.stdout.write(`@waybill/client in a page: ${size} bytes compressed\n`);
    expect(size).toBeLessThan(MOST_IN_A_PAGE);
  });
});
