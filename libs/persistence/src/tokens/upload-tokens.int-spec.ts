import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  ActingTenant,
  DomainError,
  FileDraft,
  NewUploadToken,
  TokenPolicy,
  UploadToken,
} from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { PgChunkRepository } from '../chunks/pg-chunk-repository.js';
import { createDataSource } from '../connection/data-source.js';
import { EVERY_TENANT, seenBy } from '../connection/sight.js';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { PgApiKeyRepository } from '../keys/pg-api-key-repository.js';
import { PgTenantData } from '../tenants/pg-tenant-data.js';
import { PgTenantRepository } from '../tenants/pg-tenant-repository.js';
import { arrivalOf, createTestDatabase, draftOf, type TestDatabase } from '../testing/index.js';
import { PgTokenHolders } from './pg-token-holders.js';

const MB = 1_000_000;

describe('upload tokens', () => {
  let database: TestDatabase;
  let replicas: DataSource[];
  let data: PgTenantData;
  let keys: PgApiKeyRepository;
  let holders: PgTokenHolders;
  let tenantId: ActingTenant;
  let keyId: string;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    // As the apps' role, which row-level security binds.
    const settings = { ...database.settings, url: database.appUrl, poolSize: 8 };
    replicas = await Promise.all([0, 1].map(() => createDataSource(settings).initialize()));
    const [first] = replicas as [DataSource];
    data = new PgTenantData(first);
    keys = new PgApiKeyRepository(seenBy(first, EVERY_TENANT));
    holders = new PgTokenHolders(seenBy(first, EVERY_TENANT));
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.destroy()));
    await database.drop();
  });

  beforeEach(async () => {
    ({ tenantId, keyId } = await newTenant());
  });

  async function newTenant(expiresIn?: number) {
    const hash = randomBytes(32);
    const record = await keys.add({
      role: 'tenant',
      tenant: uuidv7(),
      hash,
      hint: 'wbk_',
      ...(expiresIn !== undefined && { expiresIn }),
    });
    const holder = await keys.findByHash(hash);
    return { tenantId: holder?.tenantId as ActingTenant, keyId: record.id };
  }

  const hashes = new Map<string, Buffer>();

  async function make(policy: Partial<TokenPolicy> = {}, more: Partial<NewUploadToken> = {}) {
    const id = uuidv7();
    const hash = randomBytes(32);
    hashes.set(id, hash);
    const made = await data.of(tenantId).uploadTokens.create({
      id,
      tenantId,
      createdBy: keyId,
      hash,
      hint: 'wbt_abcd',
      policy: { metadata: {}, events: 'none', ...policy },
      expiresIn: 600,
      ...more,
    });
    if (!made) throw new Error('No token was made.');
    return made;
  }

  const declare = (token: UploadToken, size: number, more: Partial<FileDraft> = {}) => {
    const plan = { size, chunkSize: size, chunkCount: 1 };
    return draftOf(tenantId, 1, { plan, creator: { kind: 'token', id: token.id }, ...more });
  };

  const create = (token: UploadToken, size: number, more: Partial<FileDraft> = {}) =>
    data.of(tenantId).files.create(declare(token, size, more));

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'made',
      (error: DomainError) => error.code,
    );

  const end = (id: string) =>
    rowsOf(database.source, `UPDATE upload_tokens SET expires_at = now() WHERE id = $1`, [id]);

  const usedOf = async ({ id }: UploadToken) =>
    (await data.of(tenantId).uploadTokens.find({ tokenId: id, tenantId }))?.used;

  it.each([false, true])(
    'makes one file of at most 10 MB under 200 tries at once, at two replicas (claims: %p)',
    async (claims) => {
      const token = await make({ maxFiles: 1, maxFileSize: 10 * MB });
      const tries = Array.from({ length: 200 }, (_, index) => {
        const files = new PgTenantData(replicas[index % 2] as DataSource).of(tenantId).files;
        const claim = { key: `${token.id}:${index}`, requestHash: String(index) };
        return codeOf(
          files.create(declare(token, (index % 20) * MB + 1), claims ? claim : undefined),
        );
      });
      const outcomes = await Promise.all(tries);
      expect(outcomes.filter((code) => code === 'made')).toHaveLength(1);
      expect(outcomes.filter((code) => code === 'file_too_large')).toHaveLength(100);
      expect(outcomes.filter((code) => code === 'token_files_used_up')).toHaveLength(99);
      const rows = await rowsOf<{ size: number }>(
        database.source,
        'SELECT size FROM files WHERE created_by = $1',
        [token.id],
      );
      expect(rows).toHaveLength(1);
      expect(Number(rows[0]?.size)).toBeLessThanOrEqual(10 * MB);
      expect(await usedOf(token)).toEqual({ files: 1, bytes: Number(rows[0]?.size) });
      const left = await rowsOf(database.source, 'SELECT FROM idempotency_keys WHERE key LIKE $1', [
        `${token.id}:%`,
      ]);
      expect(left).toHaveLength(claims ? 1 : 0);
    },
  );

  it('never passes its bytes, whatever the sizes and however many come at once', async () => {
    const token = await make({ maxBytes: 10 * MB });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => codeOf(create(token, (1 + (index % 3)) * MB))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['made', 'token_bytes_used_up']));
    const used = await usedOf(token);
    expect(used?.bytes).toBeLessThanOrEqual(10 * MB);
    // What is left is less than the smallest file that was refused, or everything fitted.
    expect(used?.bytes).toBe(10 * MB);
  });

  it('counts no retry, no file that a limit of the tenant refuses, and gives nothing back', async () => {
    const token = await make({ maxFiles: 2 });
    const files = data.of(tenantId).files;
    const claim = { key: `${token.id}:a`, requestHash: 'a' };
    const { file } = await files.create(declare(token, MB), claim);
    expect(await files.create(declare(token, MB), claim)).toMatchObject({
      replayed: true,
      file: { id: file.id },
    });
    expect(await codeOf(create(token, MB, { defaultLimits: { openUploads: 1 } }))).toBe(
      'too_many_open_uploads',
    );
    expect(await usedOf(token)).toEqual({ files: 1, bytes: MB });
    await files.change({ fileId: file.id, tenantId }, () => ({ status: 'aborted' }));
    await create(token, MB);
    expect(await codeOf(create(token, MB))).toBe('token_files_used_up');
    // The retry of what was made is answered all the same.
    expect((await files.create(declare(token, MB), claim)).replayed).toBe(true);
  });

  it('makes nothing once it is revoked or has ended, and goes on when it is renewed', async () => {
    const token = await make();
    const tokens = data.of(tenantId).uploadTokens;
    const ref = { tokenId: token.id, tenantId };
    await end(token.id);
    expect(await codeOf(create(token, MB))).toBe('token_expired');
    const renewed = await tokens.renew(ref, { expiresIn: 60, renewedBy: keyId });
    expect(renewed).toMatchObject({ id: token.id, hint: token.hint });
    expect(await codeOf(create(token, MB))).toBe('made');
    const longer = await tokens.renew(ref, { expiresIn: 900, renewedBy: keyId });
    const shorter = await tokens.renew(ref, { expiresIn: 1, renewedBy: keyId });
    expect(shorter?.expiresAt).toEqual(longer?.expiresAt);
    expect(await tokens.revoke(ref)).toBe(true);
    expect(await codeOf(create(token, MB))).toBe('token_revoked');
    expect(await tokens.renew(ref, { expiresIn: 60, renewedBy: keyId })).toBeUndefined();
    const { revokedAt } = (await tokens.find(ref)) ?? {};
    expect(await tokens.revoke(ref)).toBe(true);
    expect((await tokens.find(ref))?.revokedAt).toEqual(revokedAt);
  });

  it('lets in whoever holds it, and says who that is', async () => {
    const token = await make({ maxFiles: 3, origins: ['https://a.example'], events: 'own' });
    const found = await holders.findByHash(hashes.get(token.id) ?? Buffer.alloc(0));
    expect(found).toMatchObject({
      revoked: false,
      principal: {
        keyId: token.id,
        role: 'token',
        tenantId,
        scopes: ['files:read', 'files:write', 'events:read'],
        policy: { maxFiles: 3, origins: ['https://a.example'], events: 'own', metadata: {} },
      },
    });
    expect(await holders.findByHash(randomBytes(32))).toBeUndefined();
    expect(await holders.good([token.id, uuidv7()])).toEqual(new Set([token.id]));
    const tenants = new PgTenantRepository(seenBy(replicas[0] as DataSource, EVERY_TENANT));
    await tenants.setDisabled(tenantId, true);
    expect(await holders.findByHash(hashes.get(token.id) ?? Buffer.alloc(0))).toBeUndefined();
    expect(await holders.good([token.id])).toEqual(new Set());
  });

  it('knows the origins that tokens name which are good', async () => {
    const token = await make({ origins: ['https://one.example', 'https://two.example'] });
    await make({});
    expect(await holders.namesOrigin('https://two.example')).toBe(true);
    expect(await holders.namesOrigin('https://three.example')).toBe(false);
    await data.of(tenantId).uploadTokens.revoke({ tokenId: token.id, tenantId });
    expect(await holders.namesOrigin('https://two.example')).toBe(false);
  });

  it('ends with the key that made it', async () => {
    const token = await make();
    await keys.revoke(keyId);
    expect(await codeOf(create(token, MB))).toBe('token_revoked');
    await expect(make()).rejects.toThrow('No token was made.');
    ({ tenantId, keyId } = await newTenant(120));
    const short = await make({}, { expiresIn: 86_400 });
    expect(short.expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(121_000);
    const renewed = await data
      .of(tenantId)
      .uploadTokens.renew({ tokenId: short.id, tenantId }, { expiresIn: 86_400, renewedBy: keyId });
    expect(renewed?.expiresAt).toEqual(short.expiresAt);
  });

  it("is nothing to another tenant, and lists a tenant's own in pages", async () => {
    const mine = [await make(), await make(), await make()].map(({ id }) => id).reverse();
    const own = data.of(tenantId).uploadTokens;
    const first = await own.list(tenantId, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(mine.slice(0, 2));
    const last = await own.list(tenantId, { limit: 2, before: first.next ?? '' });
    expect(last.items.map(({ id }) => id)).toEqual(mine.slice(2));
    expect(last.next).toBeUndefined();
    const other = await newTenant();
    const theirs = data.of(other.tenantId).uploadTokens;
    const ref = { tokenId: mine[0] ?? '', tenantId: other.tenantId };
    expect(await theirs.find(ref)).toBeUndefined();
    expect(await theirs.revoke(ref)).toBe(false);
    expect(await theirs.renew(ref, { expiresIn: 60, renewedBy: other.keyId })).toBeUndefined();
    expect((await theirs.list(other.tenantId, { limit: 9 })).items).toEqual([]);
    expect(await own.find({ tokenId: mine[0] ?? '', tenantId })).toMatchObject({ id: mine[0] });
  });

  it('is forgotten some time after its end, and its files go on as before', async () => {
    const [old, young] = [await make(), await make()];
    const draft = declare(old, MB, { autoComplete: true });
    await data.of(tenantId).files.create(draft);
    await rowsOf(
      database.source,
      `UPDATE upload_tokens SET expires_at = now() - interval '3 days' WHERE id = $1`,
      [old.id],
    );
    expect(await holders.prune(4 * 86_400, 10)).toBe(0);
    expect(await holders.prune(2 * 86_400, 10)).toBe(1);
    const tokens = data.of(tenantId).uploadTokens;
    expect(await tokens.find({ tokenId: old.id, tenantId })).toBeUndefined();
    expect(await tokens.find({ tokenId: young.id, tenantId })).toBeDefined();
    // Whoever still remembers it makes nothing by it, and nothing of it completes by itself.
    expect(await codeOf(create(old, MB))).toBe('token_revoked');
    const chunks = new PgChunkRepository(database.source);
    await chunks.recordArrivals({ arrivals: [arrivalOf(draft, 1)], verification: 'storage' });
    expect(await data.of(tenantId).files.find({ fileId: draft.id, tenantId })).toMatchObject({
      status: 'uploaded',
    });
  });

  it('shows its holder the files that it made, and no others', async () => {
    const token = await make();
    const files = data.of(tenantId).files;
    const { file } = await create(token, MB);
    const { file: other } = await files.create(draftOf(tenantId, 1));
    const seen = { tenantId, createdBy: token.id };
    expect(await files.find({ fileId: file.id, ...seen })).toMatchObject({ createdBy: token.id });
    expect(await files.find({ fileId: other.id, ...seen })).toBeUndefined();
    const touch = (fileId: string) =>
      codeOf(files.change({ fileId, ...seen }, () => ({ status: 'aborted' })));
    expect(await touch(other.id)).toBe('file_not_found');
    const page = (fileId: string, sha256?: string) =>
      data.of(tenantId).chunks.urlPage({
        fileId,
        ...seen,
        numbers: [1],
        digests: sha256 === undefined ? [] : [{ number: 1, sha256 }],
        profile: 'sha256',
        expireAt: new Date(),
      });
    expect(await page(other.id)).toBeUndefined();
    expect(await page(file.id)).toMatchObject({ file: { id: file.id }, mayBeKnown: false });
    expect(await touch(file.id)).toBe('made');
  });

  it('takes the bytes of a digest from what it has sent itself, and tells of no others', async () => {
    const sha256 = createHash('sha256').update(uuidv7()).digest('hex');
    const own = data.of(tenantId);
    const chunks = new PgChunkRepository(database.source);
    const digests = [{ sha256 }];
    const send = async (draft: FileDraft) => {
      const { file } = await own.files.create(draft);
      await chunks.recordArrivals({ arrivals: [arrivalOf(draft, 1)], verification: 'storage' });
      return file;
    };
    const sentBy = (token: UploadToken) => send(declare(token, 6 * MB, { digests }));
    const key = { kind: 'key', id: keyId } as const;
    await send(
      draftOf(tenantId, 1, {
        plan: { size: 6 * MB, chunkSize: 6 * MB, chunkCount: 1 },
        digests,
        creator: key,
      }),
    );
    const [mine, theirs] = [await make(), await make()];
    await sentBy(theirs);

    const asks = async (token: UploadToken) => {
      const { file } = await create(token, 6 * MB, { digests });
      const page = await own.chunks.urlPage({
        fileId: file.id,
        tenantId,
        createdBy: token.id,
        numbers: [1],
        digests: [{ number: 1, sha256 }],
        profile: 'sha256',
        expireAt: new Date(),
      });
      return [page?.mayBeKnown, await own.chunks.reuseKnown(file.id)];
    };
    expect(await asks(mine)).toEqual([false, []]);
    await sentBy(mine);
    expect(await asks(mine)).toEqual([true, [1]]);
    // A key may read all of the tenant's files, and so reuses from all.
    const { file } = await own.files.create(
      draftOf(tenantId, 1, {
        plan: { size: 6 * MB, chunkSize: 6 * MB, chunkCount: 1 },
        digests,
        creator: key,
      }),
    );
    expect(await own.chunks.reuseKnown(file.id)).toEqual([1]);
  });

  it.each([
    ['is revoked', 'uploaded'],
    ['has ended', 'uploaded'],
    ['is good', 'completing'],
  ])('where it %s, a file that completes by itself is %s', async (fate, status) => {
    const token = await make();
    const sha256 = createHash('sha256').update(token.id).digest('hex');
    const draft = declare(token, 6 * MB, { autoComplete: true, digests: [{ sha256 }] });
    await data.of(tenantId).files.create(draft);
    const again = await create(token, 6 * MB, { autoComplete: true, digests: [{ sha256 }] });
    if (fate === 'is revoked') {
      await data.of(tenantId).uploadTokens.revoke({ tokenId: token.id, tenantId });
    } else if (fate === 'has ended') await end(token.id);
    const chunks = new PgChunkRepository(seenBy(replicas[0] as DataSource, EVERY_TENANT));
    const [result] = await chunks.recordArrivals({
      arrivals: [arrivalOf(draft, 1)],
      verification: 'storage',
    });
    expect(result?.outcome).toBe('applied');
    await chunks.reuseKnown(again.file.id);
    const files = new PgFileRepository(database.source);
    const statuses = await files.statuses([draft.id, again.file.id]);
    expect([...statuses.values()]).toEqual([status, status]);
  });
});
