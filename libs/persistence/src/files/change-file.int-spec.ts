import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@waybill/domain';
import type { File } from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { PgJournal } from '../journal/pg-journal.js';
import { createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgFileRepository } from './pg-file-repository.js';

describe('PgFileRepository.change', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let journal: PgJournal;
  let tenantId: string;
  let file: File;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    files = new PgFileRepository(database.source);
    journal = new PgJournal(database.source);
    tenantId = await createTenant(database.source);
  });

  afterAll(() => database.drop());

  beforeEach(async () => {
    ({ file } = await files.create(draftOf(tenantId, 2)));
  });

  const story = async () =>
    (await journal.timeline(file.id, { limit: 100 })).items.slice(1).map(({ type, data }) => ({
      type,
      data,
    }));

  it('writes the change and its journal row, and answers what find finds', async () => {
    const ref = { fileId: file.id, tenantId };
    const completing = await files.change(ref, () => ({ status: 'completing', uploadId: 'u' }));
    expect(completing).toMatchObject({ status: 'completing', uploadId: 'u' });
    expect(completing.completedAt).toBeUndefined();

    const location = { bucket: 'b', key: 'files/x', etag: 'e-2', versionId: 'v' };
    const completed = await files.change(ref, (seen) => {
      expect(seen).toEqual(completing);
      return {
        status: 'completed',
        uploadId: null,
        fingerprint: 'f-2',
        location,
        eventData: { etag: 'e-2', note: 'a\0b' },
      };
    });
    expect(completed).toMatchObject({ status: 'completed', fingerprint: 'f-2', location });
    expect(completed.uploadId).toBeUndefined();
    expect(completed.completedAt).toBeInstanceOf(Date);
    expect(completed.updatedAt.getTime()).toBeGreaterThanOrEqual(completing.updatedAt.getTime());
    await expect(files.find(ref)).resolves.toEqual(completed);

    const deleted = await files.change(ref, () => ({ status: 'deleted' }));
    expect(deleted.completedAt).toEqual(completed.completedAt);
    expect(deleted.location).toEqual(location);
    await expect(story()).resolves.toEqual([
      { type: 'file.completing', data: {} },
      { type: 'file.completed', data: { etag: 'e-2', note: 'a\u2400b' } },
      { type: 'file.deleted', data: {} },
    ]);
  });

  it('remembers a failure and forgets it again', async () => {
    const ref = { fileId: file.id };
    await files.change(ref, () => ({ status: 'completing' }));
    const failure = { code: 'store_unavailable', detail: '503\0' };
    const failed = await files.change(ref, () => ({ status: 'failed', failure }));
    expect(failed.failure).toEqual({ code: 'store_unavailable', detail: '503\u2400' });
    await expect(files.find(ref)).resolves.toEqual(failed);
    const again = await files.change(ref, () => ({ status: 'completing', failure: null }));
    expect(again.failure).toBeUndefined();
    await expect(files.find(ref)).resolves.toEqual(again);
  });

  it('tells a change of fields alone only where it has something to tell', async () => {
    const ref = { fileId: file.id };
    await files.change(ref, () => ({ status: 'completing' }));
    await files.change(ref, () => ({ status: 'completing', uploadId: 'u' }));
    await files.change(ref, () => ({ status: 'completing', eventData: { attempt: 2 } }));
    await expect(story()).resolves.toEqual([
      { type: 'file.completing', data: {} },
      { type: 'file.completing', data: { attempt: 2 } },
    ]);
  });

  it('leaves everything untouched when the transition is illegal', async () => {
    const change = files.change({ fileId: file.id }, () => ({
      status: 'completed',
      fingerprint: 'f',
    }));
    await expect(change).rejects.toMatchObject({ code: 'illegal_transition' });
    await expect(files.find({ fileId: file.id })).resolves.toEqual(file);
    await expect(story()).resolves.toEqual([]);

    await files.change({ fileId: file.id }, () => ({ status: 'aborted' }));
    await expect(
      files.change({ fileId: file.id }, () => ({ status: 'completing' })),
    ).rejects.toMatchObject({ code: 'file_aborted' });
  });

  it('leaves everything untouched when decide throws or wants nothing', async () => {
    const refusal = new DomainError('chunks_missing', 'no');
    await expect(
      files.change({ fileId: file.id }, () => {
        throw refusal;
      }),
    ).rejects.toBe(refusal);
    await expect(files.change({ fileId: file.id }, () => undefined)).resolves.toEqual(file);
    await expect(files.find({ fileId: file.id })).resolves.toEqual(file);
    await expect(story()).resolves.toEqual([]);
  });

  it('does not find another tenant’s file', async () => {
    for (const ref of [
      { fileId: file.id, tenantId: uuidv7() },
      { fileId: uuidv7() },
      { fileId: 'no-uuid' },
    ]) {
      const change = files.change(ref, () => ({ status: 'aborted' }));
      await expect(change).rejects.toMatchObject({ code: 'file_not_found' });
    }
  });

  it('lets one of many at once win', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        files.change({ fileId: file.id }, (seen) => {
          if (seen.status !== 'pending') throw new DomainError('file_completing', 'too late');
          return { status: 'completing' };
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(story()).resolves.toHaveLength(1);
  });
});
