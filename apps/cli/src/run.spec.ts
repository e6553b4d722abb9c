import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answer, problem, FakeWaybill, type FakeFile } from '@waybill/client/testing';
import { Interrupted } from './errors.js';
import { run } from './run.js';
import { Terminal } from './terminal.js';

describe('waybill', () => {
  let fake: FakeWaybill;
  let folder: string;
  let path: string;
  const bytes = randomBytes(10_100);

  /** Runs one command line, and answers what it printed. */
  async function waybill(
    args: readonly string[],
    signal = new AbortController().signal,
    ask?: (question: string) => Promise<string>,
  ) {
    let out = '';
    let err = '';
    const terminal = new Terminal(
      { write: (text: string) => (out += text) },
      { write: (text: string) => (err += text) },
    );
    const code = await run(args, {
      terminal,
      signal,
      loadConfig: () => ({
        url: fake.url,
        apiKey: 'key',
        adminKey: 'key',
        stateDir: join(folder, 'state'),
      }),
      connection: { retry: { retries: 1, minTimeout: 1 } },
      ...(ask && { ask }),
    });
    return { code, out, err };
  }

  const last = (): FakeFile => {
    const file = [...fake.files.values()].at(-1);
    if (!file) throw new Error('no file');
    return file;
  };

  beforeEach(async () => {
    fake = await FakeWaybill.start();
    folder = await mkdtemp(join(tmpdir(), 'waybill-cli-'));
    path = join(folder, 'a.bin');
    await writeFile(path, bytes);
  });
  afterEach(async () => {
    await fake.close();
    await rm(folder, { recursive: true });
  });

  /** Begins a new upload and stops it when the store has this many chunks. */
  async function interruptAfter(chunks: number) {
    const before = fake.files.size;
    const controller = new AbortController();
    const timer = setInterval(() => {
      if (fake.files.size > before && last().stored.size >= chunks)
        controller.abort(new Interrupted());
    }, 1);
    fake.fault({ method: 'PUT', path: /\/7$/u, times: 100, act: () => undefined });
    const result = await waybill(['upload', path, '--concurrency', '1'], controller.signal);
    clearInterval(timer);
    return result;
  }

  it('uploads a file and says what became of it', async () => {
    const { code, out } = await waybill(['upload', path, '--metadata', 'a=b=c', '--name', 'b.bin']);
    const { body } = last();
    expect(code).toBe(0);
    expect(out).toContain(`uploaded b.bin: id ${body.id}, 9.9 KiB in `);
    expect(out).toContain(`fingerprint ${body.fingerprint}`);
    expect(body).toMatchObject({ name: 'b.bin', metadata: { a: 'b=c' }, status: 'completed' });
  });

  it('prints one line of JSON for each file, or just the ids', async () => {
    const json = await waybill(['upload', path, path, '--json']);
    const lines = json.out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ path, status: 'completed', chunksSent: 10 }),
      expect.objectContaining({ path, status: 'completed', chunksSent: 10 }),
    ]);
    const quiet = await waybill(['upload', path, '--quiet']);
    expect(quiet).toEqual({ code: 0, out: `${last().body.id}\n`, err: '' });
  });

  it('goes on where it was interrupted', async () => {
    const first = await interruptAfter(4);
    expect(first.code).toBe(130);
    expect(first.err).toContain('run the same command again to go on with');
    const { id } = last().body;
    const there = last().stored.size;
    fake.clearFaults();
    const second = await waybill(['upload', path]);
    expect(second.err).toContain(
      `resuming ${id}: ${there} of 10 chunks are there already, sending ${10 - there}`,
    );
    expect(fake.files.size).toBe(1);
    // Completed: the next run is a new upload.
    expect((await waybill(['upload', path])).err).not.toContain('resuming');
    expect(fake.files.size).toBe(2);
  });

  it('starts over when the file was aborted meanwhile, or when it is told to', async () => {
    await interruptAfter(3);
    const { id } = last().body;
    fake.clearFaults();
    expect((await waybill(['abort', id])).err).toContain('aborted');
    const again = await waybill(['upload', path]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.err).toContain(`cannot go on with ${id} [file_aborted]`);
    expect(fake.files.size).toBe(2);
    await interruptAfter(3);
    fake.clearFaults();
    await waybill(['upload', path, '--no-resume']);
    expect(fake.files.size).toBe(4);
  });

  it('goes on with the other files when one fails', async () => {
    const { code, err } = await waybill(['upload', join(folder, 'nothing'), path]);
    expect(code).toBe(1);
    expect(err).toContain('ENOENT');
    expect(err).toContain('error [files_failed]: 1 of 2 files failed.');
    expect(last().body.status).toBe('completed');
  });

  it('downloads what was uploaded, and does not write over anything', async () => {
    await waybill(['upload', path]);
    const { id } = last().body;
    const target = join(folder, 'copy.bin');
    expect((await waybill(['download', id, '-o', target])).out).toContain('verified');
    expect((await readFile(target)).equals(bytes)).toBe(true);
    expect(await waybill(['download', id, '-o', target])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--force') as unknown,
    });
    expect((await waybill(['download', id, '-o', target, '--force'])).code).toBe(0);
    const into = await waybill(['download', id, '-o', join(folder, 'state'), '--json']);
    expect(JSON.parse(into.out)).toMatchObject({ path: join(folder, 'state', 'a.bin') });
  });

  it('keeps of a part what is right, and fetches the rest', async () => {
    await waybill(['upload', path]);
    const target = join(folder, 'copy.bin');
    const part = Buffer.from(bytes.subarray(0, 5_000));
    part[3_500] = (part[3_500] ?? 0) ^ 1;
    await writeFile(`${target}.part`, part);
    const { out, err } = await waybill(['download', last().body.id, '-o', target]);
    expect(err).toContain('going on after 3072 bytes');
    expect(out).toContain('verified');
    expect((await readFile(target)).equals(bytes)).toBe(true);
  });

  it('fetches again what came damaged or broke off', async () => {
    await waybill(['upload', path]);
    fake.fault({
      method: 'GET',
      path: /^\/store/u,
      act: ({ response }) => response.end(Buffer.alloc(bytes.length)),
    });
    fake.fault({
      method: 'GET',
      path: /^\/store/u,
      act: ({ response }) => {
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, 2_000));
        setTimeout(() => response.destroy(), 20);
      },
    });
    const target = join(folder, 'copy.bin');
    expect(await waybill(['download', last().body.id, '-o', target])).toMatchObject({ code: 0 });
    expect((await readFile(target)).equals(bytes)).toBe(true);
    expect(await readdir(folder)).not.toContain('copy.bin.part');
  });

  it('shows a file, its timeline and what is missing', async () => {
    await waybill(['upload', path]);
    const { id } = last().body;
    const { out } = await waybill(['status', id]);
    expect(out).toContain('status:      completed');
    expect(out).toContain('file.completed');
    await interruptAfter(3);
    const missing = await waybill(['status', last().body.id, '--json']);
    const shown = JSON.parse(missing.out) as { missing: { count: number; numbers: number[] } };
    expect(shown.missing.count).toBe(shown.missing.numbers.length);
    expect(shown.missing.numbers).toContain(10);
    const list = await waybill(['list', '--limit', '1']);
    expect(list.out.trim().split('\n')).toHaveLength(2);
  });

  it('watches a file to its end', async () => {
    await interruptAfter(3);
    fake.clearFaults();
    const { id } = last().body;
    const watching = waybill(['status', '--watch', id]);
    setTimeout(() => void waybill(['upload', path]), 50);
    const { code, out } = await watching;
    expect(code).toBe(0);
    expect(out).toContain('file.completed  completed, 10/10 chunks');
    await waybill(['delete', id]);
    expect(await waybill(['status', '--watch', id])).toMatchObject({ code: 1 });
  });

  it('sends nothing that the tenant has stored already, and says so', async () => {
    await waybill(['upload', path]);
    fake.reuses = true;
    const again = await waybill(['upload', path]);
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('sent 0 B, reused 9.9 KiB');
    const { id } = last().body;
    expect((await waybill(['status', id])).out).toContain('reused:      10 of 10 chunks');
    const json = await waybill(['upload', path, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ chunksReused: 10, bytesSent: 0 });
  });

  it.each(['multipart', 'single'])('uploads by the strategy %s', async (strategy) => {
    expect((await waybill(['upload', path, '--strategy', strategy])).code).toBe(0);
    expect(last().body).toMatchObject({ strategy, status: 'completed' });
    expect((await waybill(['status', last().body.id])).out).toContain(`strategy:    ${strategy}`);
  });

  it('says what is wrong with corrupt chunks', async () => {
    fake.fault({
      method: 'PUT',
      path: /\/3$/u,
      times: 3,
      act: ({ response, body }) => {
        fake.corrupt(last(), 3);
        const md5 = createHash('md5').update(body).digest('hex');
        response.setHeader('etag', `"${md5}"`).end();
      },
    });
    const { code, err } = await waybill(['upload', path]);
    expect(code).toBe(1);
    expect(err).toContain('[file_failed]');
    const { out } = await waybill(['status', last().body.id]);
    expect(out).toContain('corrupt:  chunk 3 (wrong_sha256: expected 1, found 2)');
    expect(out).toContain('failure:  chunk_corrupt');
  });

  it('lists leftovers, and removes them only when it is told to', async () => {
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const [reason, kept] = ['unknown_file', false];
    fake.leftovers = [
      { kind: 'object', key: 'a', size: 2048, modifiedAt: hoursAgo(50), reason, kept },
      {
        kind: 'object',
        key: 'b',
        size: 1024,
        modifiedAt: hoursAgo(2),
        reason: 'file_aborted',
        kept,
      },
      { kind: 'upload', key: 'c', uploadId: 'u', modifiedAt: hoursAgo(30), reason, kept },
      { kind: 'object', key: 'd', size: 4096, modifiedAt: hoursAgo(60), reason, kept: true },
    ];
    const dry = await waybill(['sweep']);
    expect(dry).toMatchObject({ code: 0, err: expect.stringContaining('dry run') as unknown });
    expect(dry.out).toMatch(/object +a +2\.0 KiB +50 h +unknown_file/u);
    expect(dry.out).toContain('found 1 object and 1 upload, 2.0 KiB, of 4 examined');
    expect(dry.err).toContain('kept 1 finished object without a file');
    expect(fake.removedLeftovers).toEqual([]);
    const applied = await waybill(['sweep', '--apply', '--grace', '1h', '--json']);
    expect(JSON.parse(applied.out)).toMatchObject({
      removed: true,
      total: { objects: 2, uploads: 1, bytes: 3072, kept: 1 },
    });
    expect(applied.err).toBe('');
    expect(fake.removedLeftovers).toEqual(['a', 'b', 'c']);
    expect((await waybill(['sweep', '--grace', 'soon'])).code).toBe(2);
    expect((await waybill(['sweep', '--finished-objects'])).code).toBe(2);
    await waybill(['sweep', '--apply', '--finished-objects']);
    expect(fake.removedLeftovers).toContain('d');
  });

  it('does not abort what is completed', async () => {
    await waybill(['upload', path]);
    const { id } = last().body;
    expect((await waybill(['abort', id])).err).toContain('[file_completed]');
    expect((await waybill(['delete', id])).code).toBe(0);
    expect(last().body.status).toBe('deleted');
  });

  it('prints a new key alone', async () => {
    const made = await waybill(['keys', 'create', '--tenant', 'acme']);
    expect(made).toEqual({ code: 0, out: 'wb_abcdef\n', err: '' });
    expect((await waybill(['keys', 'list'])).out).toMatch(/acme .* ci .* files:read/u);
    const rotated = await waybill(['keys', 'rotate', 'k1', '--overlap', '1h']);
    expect([rotated.out, rotated.err]).toEqual(['wb_abcdef\n', expect.stringContaining('until')]);
    expect((await waybill(['keys', 'create', '--tenant', 'a', '--scope', 'all'])).code).toBe(2);
    expect((await waybill(['keys', 'revoke', 'k1'])).err).toBe('revoked k1\n');
    expect((await waybill(['dead-letters', 'list'])).err).toBe('no dead letters\n');
  });

  it('lists tenants, and shuts one out', async () => {
    expect((await waybill(['tenants', 'list'])).out).toMatch(/t1 +acme +active/u);
    expect((await waybill(['tenants', 'disable', 'acme'])).err).toBe('acme is disabled\n');
  });

  it('deletes a tenant only with a yes', async () => {
    const gone = { id: 't1', name: 'acme', status: 'deleting', filesLeft: 3 };
    const asked = onCall('DELETE', /\/tenants\/t1$/u, gone);
    expect((await waybill(['tenants', 'delete', 'acme'])).code).toBe(2);
    expect(asked).toEqual([]);
    const deleted = await waybill(['tenants', 'delete', 'acme', '--yes']);
    expect(deleted.err).toBe('acme is being deleted; files left: 3\n');
    expect(asked).toHaveLength(1);
  });

  it('shows and sets limits', async () => {
    const set = ['limits', 'set', '--tenant', 'acme'];
    const made = await waybill([...set, '--stored-bytes', '1TiB', '--open-uploads', 'default']);
    expect([made.code, made.out]).toEqual([
      0,
      expect.stringMatching(/stored-bytes +1.0 TiB +0 B/u),
    ]);
    expect((await waybill(['limits', 'show', '--key', 'k1'])).out).toMatch(/streams +none +0/u);
    expect((await waybill([...set])).code).toBe(2);
    expect((await waybill(['limits', 'show'])).code).toBe(2);
    expect((await waybill([...set, '--streams', 'many'])).code).toBe(2);
  });

  /** Answers a call of the on-call API with this, and notes what was asked. */
  function onCall(method: string, path: RegExp, body: unknown, asked: string[] = []): string[] {
    fake.fault({
      method,
      path,
      act: (exchange) => {
        asked.push(exchange.body.toString());
        answer(exchange, body === undefined ? 204 : 200, body);
      },
    });
    return asked;
  }

  it('lists who did what', async () => {
    const entry = {
      id: '7',
      at: '2025-11-19T10:00:00.000Z',
      operation: 'revokeKey',
      actor: { kind: 'key', id: 'k0' },
      address: '203.0.113.7',
      requestId: 'r',
      resource: { type: 'key', id: 'k1' },
      data: { name: 'a\u001b[2J' },
    };
    const asked: string[] = [];
    fake.fault({
      method: 'GET',
      path: /\/audit$/u,
      act: (exchange) => {
        asked.push(exchange.url.search);
        answer(exchange, 200, { items: [entry], nextCursor: 'c' });
      },
    });
    const listed = await waybill(['audit', '--actor', 'k0', '--tenant', 'acme', '--limit', '1']);
    expect(listed.out).toMatch(/revokeKey +key k0 +203\.0\.113\.7 +key k1 +name="a/u);
    expect(listed.out).not.toContain('\u001b');
    expect(listed.err).toBe('more with --cursor c\n');
    expect(asked[0]).toContain('actorId=k0');
    expect(asked[0]).toContain('tenantId=t1');
  });

  const letter = {
    id: '42',
    reason: 'unknown_file',
    detail: 'There is no file.',
    body: '{"a":"\u001b[2J"}\n\u001b[2J',
    source: 'webhook',
    firstSeenAt: '2025-11-19T10:00:00.000Z',
    lastSeenAt: '2025-11-19T11:00:00.000Z',
    timesSeen: 3,
  };
  const page = { items: [letter], total: 7, byReason: { unknown_file: 3, failed: 4 } };

  it('shows how the installation is, and what needs somebody', async () => {
    const since = '2025-11-19T10:00:00Z';
    onCall('GET', /overview$/u, {
      at: '2025-11-19T10:07:00Z',
      queues: [
        {
          name: 'assembly',
          role: 'assembly',
          waiting: 3,
          active: 1,
          delayed: 0,
          failed: 0,
          oldestSeconds: 90,
        },
      ],
      processors: [
        {
          id: 'p',
          host: 'h',
          pid: 7,
          roles: ['assembly'],
          startedAt: since,
          busy: { assembly: 1 },
        },
      ],
      missingRoles: ['relay', 'webhooks'],
      files: [
        {
          fileId: 'f',
          tenantId: 't',
          tenant: 'demo',
          name: 'a',
          trouble: 'failed',
          since,
          detail: 'Why.',
          advice: 'Do.',
        },
      ],
      webhooks: [],
      unavailable: [],
    });
    const { out, err } = await waybill(['overview']);
    expect(err).toBe('no processor takes on: relay, webhooks\n');
    expect(out.split('\n').filter((line) => /90 s|1 min|7 min|answer well/u.test(line))).toEqual([
      'assembly  assembly  3        1       0      0         1 min',
      'h     7    7 min   assembly  1 assembly',
      'f   demo    failed   7 min  Why.  Do.',
      'all that are called answer well',
    ]);
  });

  it('lists dead letters with or without the word, and shows one with its body', async () => {
    for (const args of [['dead-letters'], ['dead-letters', 'list', '--reason', 'failed']]) {
      onCall('GET', /dead-letters$/u, page);
      const listed = await waybill(args);
      expect(listed.out).toContain('unknown_file');
      expect(listed.err).toBe('7 in all (unknown_file 3, failed 4)\n');
    }
    onCall('GET', /dead-letters\/42$/u, letter);
    const shown = await waybill(['dead-letters', 'show', '42']);
    expect(shown.out).toContain('{"a":');
    expect(shown.out).not.toContain('\u001b');
  });

  it('replays dead letters by id or by reason, and ends with 1 where some stay', async () => {
    onCall('POST', /42\/replay$/u, { id: '42', outcome: 'replayed', events: 1 });
    expect(await waybill(['dead-letters', 'replay', '42'])).toMatchObject({
      code: 0,
      out: 'replayed 1, kept 0\n',
    });
    const kept = { id: '43', outcome: 'kept', events: 0, detail: 'The body is no JSON.' };
    const asked = onCall('POST', /letters\/replay$/u, { items: [], nextCursor: 'next' });
    onCall('POST', /letters\/replay$/u, { items: [kept] }, asked);
    const many = await waybill(['dead-letters', 'replay', '--reason', 'unparsable']);
    expect(asked.map((body) => JSON.parse(body) as unknown)).toEqual([
      { reason: 'unparsable' },
      { reason: 'unparsable', cursor: 'next' },
    ]);
    expect(many).toMatchObject({ code: 1 });
    expect(many.out).toContain('The body is no JSON.');
    for (const args of [[], ['42', '--all'], ['--all', '--reason', 'failed']]) {
      expect((await waybill(['dead-letters', 'replay', ...args])).code).toBe(2);
    }
  });

  it('asks before it drops many dead letters, and not for one', async () => {
    const drop = ['dead-letters', 'drop', '--all'];
    onCall('GET', /dead-letters$/u, page);
    expect((await waybill(drop)).code).toBe(2);
    for (const [said, code] of [
      ['n', 1],
      ['y', 0],
    ] as const) {
      onCall('GET', /dead-letters$/u, page);
      const asked = said === 'y' ? onCall('POST', /drop$/u, { dropped: 7 }) : [];
      let question = '';
      const dropped = await waybill(drop, undefined, (text) => {
        question = text;
        return Promise.resolve(said);
      });
      expect([dropped.code, question]).toEqual([code, 'Drop 7 dead letters for good? [y/N] ']);
      expect(asked).toEqual(said === 'y' ? ['{"all":true}'] : []);
    }
    const asked = onCall('POST', /drop$/u, { dropped: 2 });
    const older = ['--before', '2025-11-01T00:00:00Z', '--yes', '--json'];
    expect((await waybill(['dead-letters', 'drop', ...older])).out).toContain('"dropped": 2');
    expect(asked).toEqual(['{"before":"2025-11-01T00:00:00.000Z"}']);
    onCall('DELETE', /dead-letters\/42$/u, undefined);
    expect((await waybill(['dead-letters', 'drop', '42'])).out).toBe('dropped 1\n');
  });

  it('tells one line about an error, with what to do', async () => {
    const unknown = await waybill(['status', 'nothing']);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(/^error \[file_not_found\]: .*Is the id right.*\n$/u);
    fake.fault({
      method: 'GET',
      path: /files$/u,
      act: (exchange) => problem(exchange, 500, 'internal_error', 'Something went wrong here.'),
    });
    expect((await waybill(['list'])).err).toContain('(request-1)');
    await fake.close();
    const nobody = await waybill(['list']);
    expect(nobody).toMatchObject({ code: 1, out: '' });
    expect(nobody.err).toMatch(/^error \[connection_failed\]: .*Is Waybill running there\?.*\n$/u);
    expect((await waybill(['--verbose', 'list'])).err).toContain('at ');
  });

  it('ends with 2 for wrong usage, with 0 for help', async () => {
    expect((await waybill(['upload'])).code).toBe(2);
    expect((await waybill(['upload', path, '--chunk-size', 'huge'])).code).toBe(2);
    expect((await waybill(['upload', path, path, '--name', 'x'])).code).toBe(2);
    expect((await waybill(['keys', 'create'])).code).toBe(2);
    const help = await waybill(['upload', '--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('waybill upload holiday.mp4');
    const version = await waybill(['--version']);
    expect(version.code).toBe(0);
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
