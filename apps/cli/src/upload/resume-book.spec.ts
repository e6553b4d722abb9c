import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ResumeBook } from './resume-book.js';

const key = (path: string) => ({ url: 'http://a', path, size: 10, modifiedAt: 5 });

describe('ResumeBook', () => {
  let folder: string;
  let book: ResumeBook;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'waybill-book-')), 'waybill');
    book = new ResumeBook(folder);
  });
  afterEach(() => rm(dirname(folder), { recursive: true, force: true }));

  it('knows an upload by server, path, size and time', async () => {
    await book.remember(key('/a'), 'one');
    expect(await book.find(key('/a'))).toBe('one');
    for (const other of [{ url: 'http://b' }, { path: '/b' }, { size: 11 }, { modifiedAt: 6 }]) {
      expect(await book.find({ ...key('/a'), ...other })).toBeUndefined();
    }
    await book.remember(key('/a'), 'two');
    expect(await book.find(key('/a'))).toBe('two');
    await book.forget(key('/a'));
    expect(await book.find(key('/a'))).toBeUndefined();
  });

  it('loses nothing when many write at once, and leaves no litter', async () => {
    const paths = Array.from({ length: 20 }, (_, number) => `/file-${number}`);
    await Promise.all(paths.map((path) => new ResumeBook(folder).remember(key(path), path)));
    for (const path of paths) expect(await book.find(key(path))).toBe(path);
    expect(await readdir(folder)).toEqual(['uploads.json']);
  });

  it('outlives a damaged file and a lock that nobody holds', async () => {
    await mkdir(join(folder, 'uploads.lock'), { recursive: true });
    await utimes(join(folder, 'uploads.lock'), 1, 1);
    await writeFile(join(folder, 'uploads.json'), '{"version":1,"uplo');
    expect(await book.find(key('/a'))).toBeUndefined();
    await book.remember(key('/a'), 'one');
    expect(JSON.parse(await readFile(join(folder, 'uploads.json'), 'utf8'))).toMatchObject({
      version: 1,
      uploads: [{ path: '/a', fileId: 'one' }],
    });
  });
});
