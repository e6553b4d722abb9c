import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  ActingTenant,
  AttemptResult,
  WebhookAttempt,
  WebhookEventType,
  WebhookRef,
} from '@waybill/domain';
import { v7 as uuidv7 } from 'uuid';
import { rowsOf } from '../connection/sql.js';
import { PgFileRepository } from '../files/pg-file-repository.js';
import { PgJournal } from '../journal/pg-journal.js';
import { PgOutbox } from '../journal/pg-outbox.js';
import { createTenant, createTestDatabase, draftOf } from '../testing/index.js';
import type { TestDatabase } from '../testing/index.js';
import { PgWebhookOutbox } from './pg-webhook-outbox.js';
import { PgWebhookRepository } from './pg-webhook-repository.js';

const LEASE = 60;
const DAY = 86_400;

describe('webhooks in PostgreSQL', () => {
  let database: TestDatabase;
  let webhooks: PgWebhookRepository;
  let outbox: PgWebhookOutbox;
  let files: PgFileRepository;
  let tenantId: ActingTenant;

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    webhooks = new PgWebhookRepository(database.source);
    outbox = new PgWebhookOutbox(database.source);
    files = new PgFileRepository(database.source);
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    await rowsOf(database.source, 'DELETE FROM webhook_endpoints');
    tenantId = await createTenant(database.source);
  });

  async function endpoint(types?: readonly WebhookEventType[], owner = tenantId, limit = 100) {
    const made = {
      id: uuidv7(),
      tenantId: owner,
      url: 'https://example.com/',
      secret: 'whsec_YQ==',
    };
    const webhook = await webhooks.create({ ...made, ...(types && { types }) }, limit);
    return { tenantId: owner, webhookId: webhook.id };
  }

  /** Writes `file.created` and `file.aborted`, and publishes them. */
  async function abortedFile(owner = tenantId): Promise<string> {
    const { file } = await files.create(draftOf(owner, 1));
    await files.change({ fileId: file.id }, () => ({ status: 'aborted' }));
    await publish();
    return file.id;
  }

  async function publish(): Promise<void> {
    const relay = new PgOutbox(database.source);
    while ((await relay.publishNext(500, () => Promise.resolve())) > 0);
  }

  async function fanOutAll(limit = 100): Promise<void> {
    while ((await outbox.fanOut(limit)) > 0);
  }

  const log = async (ref: WebhookRef) => (await webhooks.deliveries(ref, { limit: 1_000 })).items;

  const attempt = (over: Partial<WebhookAttempt> = {}): WebhookAttempt => ({
    number: 1,
    at: new Date(),
    durationMs: 12.6,
    ...over,
  });

  const failure = (over: Partial<AttemptResult> = {}): AttemptResult => ({
    attempt: attempt({ statusCode: 500, error: 'HTTP 500', response: 'a\0b' }),
    retryIn: 0,
    pauseAfter: DAY,
    ...over,
  });

  async function claimed(id: string) {
    const delivery = await outbox.claim(id, LEASE);
    if (!delivery) throw new Error('not claimed');
    return delivery;
  }

  /** An endpoint with one delivery that is due. */
  async function dueDelivery() {
    const ref = await endpoint(['file.aborted']);
    await abortedFile();
    await fanOutAll();
    const [delivery] = await log(ref);
    if (!delivery) throw new Error('no delivery');
    return { ref, id: delivery.id };
  }

  describe('fan-out', () => {
    it('gives each endpoint what it wants, from its creation on, and no other tenant any of it', async () => {
      await abortedFile();
      const all = await endpoint();
      const some = await endpoint(['file.aborted']);
      const theirs = await endpoint(undefined, await createTenant(database.source));
      const fileId = await abortedFile();
      await fanOutAll();
      const types = async (ref: typeof all) =>
        (await log(ref)).map((delivery) => [delivery.fileId, delivery.type]);
      expect(await types(all)).toEqual([
        [fileId, 'file.aborted'],
        [fileId, 'file.created'],
      ]);
      expect(await types(some)).toEqual([[fileId, 'file.aborted']]);
      expect(await types(theirs)).toEqual([]);
    });

    it('looks at nothing that has no position yet', async () => {
      const ref = await endpoint();
      await files.create(draftOf(tenantId, 1));
      await fanOutAll();
      expect(await log(ref)).toEqual([]);
      await publish();
      await fanOutAll();
      expect(await log(ref)).toHaveLength(1);
    });

    it('by several at once loses and doubles nothing, while events are published', async () => {
      const refs = [await endpoint(), await endpoint()];
      let writing = true;
      const write = async () => {
        for (let step = 0; step < 25; step++) await abortedFile();
      };
      const fan = async () => {
        while (writing) await outbox.fanOut(7);
      };
      const fans = [fan(), fan(), fan()];
      await Promise.all([write(), write()]);
      writing = false;
      await Promise.all(fans);
      await fanOutAll(7);
      for (const ref of refs) {
        const positions = (await log(ref)).map(({ position }) => position);
        expect(positions).toHaveLength(100);
        expect(new Set(positions).size).toBe(100);
      }
    });

    it('does not mind endpoints that are removed meanwhile', async () => {
      const keeps = await endpoint();
      for (let round = 0; round < 10; round++) {
        const goes = await endpoint();
        await abortedFile();
        await Promise.all([fanOutAll(), webhooks.remove(goes)]);
      }
      await fanOutAll();
      expect(await log(keeps)).toHaveLength(20);
    });
  });

  describe('a claim', () => {
    it('is given to one of many', async () => {
      const { id } = await dueDelivery();
      const claims = await Promise.all(Array.from({ length: 8 }, () => outbox.claim(id, LEASE)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(claims.find(Boolean)).toMatchObject({ attempt: 1, tries: 1, type: 'file.aborted' });
      expect(await outbox.due(10, 10)).toEqual([]);
    });

    it('ends with its lease, and a late failure does not undo what came after', async () => {
      const { ref, id } = await dueDelivery();
      const lost = await outbox.claim(id, 0.01);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await outbox.due(10, 10)).toEqual([id]);
      const second = await claimed(id);
      expect(second.attempt).toBe(2);
      if (!lost) throw new Error('not claimed');
      await outbox.failed(lost, { attempt: attempt({ error: 'late' }), pauseAfter: DAY });
      expect((await webhooks.delivery(ref, id))?.delivery.status).toBe('pending');
      await outbox.succeeded(second, attempt({ number: 2, statusCode: 204 }));
      const found = await webhooks.delivery(ref, id);
      expect(found?.delivery).toMatchObject({ status: 'delivered', attempts: 2 });
      expect(found?.attempts.map(({ number, error }) => [number, error])).toEqual([
        [1, 'late'],
        [2, undefined],
      ]);
    });

    it('bears the secrets that are valid, newest first', async () => {
      const { ref, id } = await dueDelivery();
      await webhooks.rotateSecret(ref, 'whsec_Yg==', 60);
      expect((await claimed(id)).secrets).toEqual(['whsec_Yg==', 'whsec_YQ==']);
      await webhooks.redeliver(ref, id);
      await webhooks.rotateSecret(ref, 'whsec_Yw==', 0);
      await rowsOf(database.source, 'UPDATE webhook_deliveries SET leased_until = NULL');
      expect((await claimed(id)).secrets).toEqual(['whsec_Yw==']);
    });
  });

  describe('a failure', () => {
    it('is logged, and makes the delivery due again, or failed', async () => {
      const { ref, id } = await dueDelivery();
      await outbox.failed(await claimed(id), failure({ retryIn: 3_600 }));
      expect(await outbox.due(10, 10)).toEqual([]);
      const { delivery, attempts } = (await webhooks.delivery(ref, id)) ?? {};
      expect(delivery).toMatchObject({ status: 'pending', lastStatusCode: 500 });
      expect(delivery?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
      expect(attempts).toMatchObject([{ number: 1, durationMs: 13, response: 'a\u2400b' }]);
      expect((await webhooks.find(ref))?.failingSince).toBeInstanceOf(Date);

      await webhooks.redeliver(ref, id);
      await outbox.failed(await claimed(id), failure({ retryIn: undefined }));
      expect((await webhooks.delivery(ref, id))?.delivery.status).toBe('failed');
      await webhooks.redeliver(ref, id);
      await outbox.succeeded(await claimed(id), attempt({ number: 3, statusCode: 200 }));
      expect((await webhooks.find(ref))?.failingSince).toBeUndefined();
    });

    it('holds the endpoint back for as long as it asks', async () => {
      const { id } = await dueDelivery();
      await outbox.failed(await claimed(id), failure({ holdFor: 3_600 }));
      expect(await outbox.due(10, 10)).toEqual([]);
      expect(await outbox.claim(id, LEASE)).toBeUndefined();
    });

    it('slows down its own endpoint alone', async () => {
      const failing = await endpoint(['file.aborted']);
      const healthy = await endpoint(['file.aborted']);
      for (let step = 0; step < 6; step++) await abortedFile();
      await fanOutAll();
      const [first] = await log(failing);
      await outbox.failed(await claimed(first?.id ?? ''), failure());
      const due = new Set(await outbox.due(5, 2));
      expect((await log(failing)).filter(({ id }) => due.has(id))).toHaveLength(2);
      expect((await log(healthy)).filter(({ id }) => due.has(id))).toHaveLength(5);
      expect(await outbox.overdue()).toBeGreaterThan(0);
    });

    it('after long enough pauses the endpoint once, with a notice, and resuming sends everything', async () => {
      const other = await endpoint();
      const { ref, id } = await dueDelivery();
      const last = failure({ pauseAfter: 0, retryIn: undefined });
      expect(await outbox.failed(await claimed(id), last)).toBe(true);
      expect(await webhooks.find(ref)).toMatchObject({ status: 'paused', pausedReason: 'failing' });
      expect((await webhooks.delivery(ref, id))?.delivery.status).toBe('failed');

      const before = await new PgJournal(database.source).lastPosition();
      await abortedFile();
      const notices = await new PgJournal(database.source).publishedAfter(before, { tenantId }, 10);
      expect(notices.filter(({ type }) => type === 'webhook.paused')).toMatchObject([
        { tenantId, data: { endpointId: ref.webhookId, reason: 'failing' } },
      ]);
      expect(notices[0]).not.toHaveProperty('fileId');
      await fanOutAll();
      expect((await log(other)).map(({ type }) => type)).toContain('webhook.paused');
      // What happens while it is paused waits; what failed before is sent with it.
      expect((await log(ref)).map(({ status }) => status)).toEqual(['pending', 'failed']);
      const mine = new Set((await log(ref)).map((delivery) => delivery.id));
      const due = async () => (await outbox.due(100, 100)).filter((one) => mine.has(one));
      expect(await due()).toEqual([]);
      expect(await webhooks.change(ref, { status: 'active' })).not.toHaveProperty('pausedReason');
      expect(new Set(await due())).toEqual(mine);
    });

    it('of an endpoint that is gone pauses it at once', async () => {
      const { ref, id } = await dueDelivery();
      expect(await outbox.failed(await claimed(id), failure({ pause: 'gone' }))).toBe(true);
      expect(await webhooks.find(ref)).toMatchObject({ status: 'paused', pausedReason: 'gone' });
    });
  });

  it('keeps a tenant to its limit, also when it asks for several at once', async () => {
    const made = await Promise.allSettled(
      Array.from({ length: 6 }, () => endpoint(undefined, tenantId, 3)),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await webhooks.list(tenantId, { limit: 10 })).items).toHaveLength(3);
  });

  it('shows nothing of it to another tenant', async () => {
    const { ref, id } = await dueDelivery();
    const foreign = { ...ref, tenantId: await createTenant(database.source) };
    expect(await webhooks.find(foreign)).toBeUndefined();
    expect((await webhooks.list(foreign.tenantId, { limit: 10 })).items).toEqual([]);
    expect(await webhooks.change(foreign, { status: 'paused' })).toBeUndefined();
    expect(await webhooks.rotateSecret(foreign, 'whsec_', 0)).toBeUndefined();
    expect((await webhooks.deliveries(foreign, { limit: 10 })).items).toEqual([]);
    expect(await webhooks.delivery(foreign, id)).toBeUndefined();
    expect(await webhooks.redeliver(foreign, id)).toBeUndefined();
    expect(await webhooks.addTest(foreign, uuidv7())).toBeUndefined();
    expect(await webhooks.remove(foreign)).toBe(false);
    expect(await webhooks.remove({ ...ref, webhookId: 'none' })).toBe(false);
    expect(await webhooks.find(ref)).toMatchObject({ status: 'active' });
  });

  it('forgets what is old, and its attempts with it', async () => {
    const { ref, id } = await dueDelivery();
    await outbox.succeeded(await claimed(id), attempt({ statusCode: 200 }));
    expect(await outbox.prune(DAY, 10)).toBe(0);
    await rowsOf(
      database.source,
      `UPDATE webhook_deliveries SET created_at = now() - interval '2 days'`,
    );
    expect(await outbox.prune(DAY, 10)).toBe(0);
    await rowsOf(
      database.source,
      `UPDATE webhook_deliveries SET last_attempt_at = now() - interval '2 days'`,
    );
    expect(await outbox.prune(DAY, 10)).toBe(1);
    expect(await webhooks.delivery(ref, id)).toBeUndefined();
    expect(await rowsOf(database.source, 'SELECT FROM webhook_attempts')).toEqual([]);
  });
});
