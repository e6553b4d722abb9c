import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DriftFound, File } from '@waybill/domain';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { createTenant, createTestDatabase, draftOf, storyOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgDriftRegister } from './pg-drift-register.js';

const MISSING: DriftFound = { reason: 'missing', detail: 'It is not there.' };
const EVERY = 3_600;

describe('PgDriftRegister', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let register: PgDriftRegister;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    register = new PgDriftRegister(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(() => rowsOf(database.source, 'DELETE FROM files'));

  async function completed(): Promise<File> {
    const { id } = draftOf(tenantId, 1);
    await files.create(draftOf(tenantId, 1, { id }));
    await files.change({ fileId: id }, () => ({ status: 'completing' }));
    const location = { bucket: 'waybill', key: `files/${id}`, etag: 'e-1' };
    return files.change({ fileId: id }, () => ({ status: 'completed', location }));
  }

  const claim = async (limit = 10) => (await register.claimDue(EVERY, limit)).map(({ id }) => id);
  const types = async (id: string) =>
    (await storyOf(database.source, id)).map(({ type }) => type).slice(2);

  it('takes each completed file in its turn, and no other', async () => {
    const [first, second] = [await completed(), await completed()];
    await files.create(draftOf(tenantId, 1));
    expect(await claim(1)).toEqual([first.id]);
    expect(await claim()).toEqual([second.id]);
    expect(await claim()).toEqual([]);
    await register.lookSoon([second.id, 'no id']);
    expect(await claim()).toEqual([second.id]);
  });

  it('tells of a drift once, and once that it is over', async () => {
    const file = await completed();
    expect(await register.record(file, undefined)).toBe('unchanged');
    expect(await register.record(file, MISSING)).toBe('drifted');
    expect(await register.record(file, MISSING)).toBe('unchanged');
    expect(await files.find({ fileId: file.id })).toMatchObject({
      status: 'completed',
      drift: { reason: 'missing', since: expect.any(Date) },
    });
    expect(await register.count()).toBe(1);
    expect(await register.record(file, undefined)).toBe('restored');
    expect((await files.find({ fileId: file.id }))?.drift).toBeUndefined();
    expect(await register.count()).toBe(0);
    expect(await types(file.id)).toEqual(['file.drifted', 'file.restored']);
  });

  it('tells nothing of a file that was deleted meanwhile, or has another object by now', async () => {
    const file = await completed();
    const location = { bucket: 'waybill', key: `files/${file.id}`, etag: 'e-2' };
    const before = { ...file, location };
    expect(await register.record(before, MISSING)).toBe('unchanged');
    await files.change({ fileId: file.id }, () => ({ status: 'deleted' }));
    expect(await register.record(file, MISSING)).toBe('unchanged');
    await register.lookSoon([file.id]);
    expect(await claim()).toEqual([]);
    expect(await types(file.id)).toEqual(['file.deleted']);
  });
});
