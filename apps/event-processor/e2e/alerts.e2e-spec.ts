import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  AppProcess,
  completeFile,
  createFile,
  cut,
  dashboardQueries,
  postStoreEvents,
  Prometheus,
  RULES,
  sendChunks,
  System,
  TestRedis,
  testRules,
  waitForStatus,
  waitUntil,
  WebhookReceiver,
  type ApiCaller,
} from '@waybill/testing';
import { commandsOf, doAsThePageSays } from './support/runbook.js';
import { giveBucketQuota, hasLocalStore } from './support/bucket-quota.js';

/** Of sources that this installation does not fetch from. */
const ELSEWHERE = ['waybill_intake_failures_total'];

const rules = readFileSync(RULES, 'utf8');
const selectors = [...new Set(rules.match(/\bwaybill_[a-z_]+/gu))].filter(
  (name) => !ELSEWHERE.includes(name),
);

/** Each incident is staged, found by its alert, and mended by what the page of that alert says. */
describe('objectives and alerts, in a real Prometheus', () => {
  let redis: TestRedis;
  let system: System;
  let prometheus: Prometheus;
  let receiver: WebhookReceiver;
  let api: ApiCaller;

  beforeAll(async () => {
    redis = await TestRedis.start();
    system = await System.start({
      redisUrl: redis.url,
      env: {
        WAYBILL_RECONCILE_INTERVAL: '2',
        WAYBILL_RECONCILE_QUIET_FOR: '3',
        WAYBILL_RECONCILE_MAX_GAP: '5',
        WAYBILL_WEBHOOK_TIMEOUT: '1',
        WAYBILL_WEBHOOK_RETRY_DELAYS: Array.from({ length: 30 }, () => '1').join(','),
        WAYBILL_WEBHOOK_PAUSE_AFTER: '2',
      },
    });
    const hosts = [system.api, ...system.processors].map(({ url }) => new URL(url).host);
    prometheus = await Prometheus.start({
      'upload-api': hosts.slice(0, 1),
      'event-processor': hosts.slice(1),
    });
    api = system.caller();
    receiver = await WebhookReceiver.start();
    await upload();
  });

  afterAll(async () => {
    await prometheus?.stop();
    await system?.stop();
    receiver?.close();
    await redis?.stop();
  });

  async function upload(): Promise<string> {
    const content = randomBytes(1_000);
    const file = await createFile(api, { size: content.length });
    await sendChunks(api, file.id, cut(content, file.chunkSize));
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
    return file.id;
  }

  /** @param labels that the alert bears, too */
  async function alerted(alert: string, labels: Record<string, string> = {}): Promise<void> {
    await waitUntil(`the alert ${alert}`, () => isFiring(alert, labels));
  }

  async function over(alert: string, labels: Record<string, string> = {}): Promise<void> {
    await waitUntil(`the end of ${alert}`, async () => !(await isFiring(alert, labels)));
  }

  async function isFiring(alert: string, labels: Record<string, string>): Promise<boolean> {
    const alerts = await prometheus.alerts();
    return alerts.some((one) =>
      Object.entries({ alertname: alert, ...labels }).every(([name, value]) => one[name] === value),
    );
  }

  it('pass the tests of the rules', () => {
    expect(testRules()).toContain('SUCCESS');
  });

  it('go by series that a running system has, and are quiet while it is well', async () => {
    await waitUntil('a scrape of both', async () => {
      const up = await prometheus.query('up == 1');
      return up.length === 2;
    });
    await waitUntil('each series', async () => {
      const found = await Promise.all(selectors.map((name) => prometheus.query(name)));
      return found.every((series) => series.length > 0);
    }).catch(async (error: unknown) => {
      const found = await Promise.all(selectors.map((name) => prometheus.query(name)));
      const empty = selectors.filter((_, index) => found[index]?.length === 0);
      throw new Error(`Empty: ${empty.join(', ')}`, { cause: error });
    });
    const all = await waitUntil('all rules looked at', async () => {
      const now = await prometheus.rules();
      return now.every(({ health }) => health === 'ok') && now;
    });
    expect(all.length).toBeGreaterThan(20);
    // Before the first scrape there was no processor to be seen.
    let firing: readonly string[] = [];
    await waitUntil('quiet', async () => {
      firing = await prometheus.firing();
      return firing.length === 0;
    }).catch((error: unknown) => {
      throw new Error(`Firing: ${firing.join(', ')}`, { cause: error });
    });
  });

  it('find poison among the events, which the page drops', async () => {
    await postStoreEvents(system.api.url, system.storeToken, { hello: 'world' });
    await alerted('WaybillDeadLetters', { reason: 'unparsable' });
    const letters = '/v1/admin/dead-letters';
    const { body } = await system
      .caller(system.adminKey)
      .call<{ items: { id: string }[] }>('GET', letters);
    expect(body.items).toHaveLength(1);
    await doAsThePageSays(system, {
      page: 'WaybillDeadLetters',
      part: 'Do',
      including: 'drop',
      id: body.items[0]?.id ?? '',
    });
    await over('WaybillDeadLetters');
  });

  it('find a Redis that is full, which the page gives room', async () => {
    await redis.ask('CONFIG SET maxmemory 1');
    await alerted('WaybillDependencyDown', { dependency: 'redis', job: 'upload-api' });
    await doAsThePageSays(system, { page: 'WaybillDependencyDown', part: 'Redis is full' });
    await over('WaybillDependencyDown');
    await upload();
  });

  it('find a store that refuses, whose quota the page takes away', async () => {
    if (!hasLocalStore()) return;
    await giveBucketQuota(system.bucket, 1);
    const dependency = 'store_writes';
    for (const job of ['upload-api', 'event-processor']) {
      await alerted('WaybillDependencyDown', { dependency, job });
    }
    await expect(upload()).rejects.toThrow('QuotaExceeded');
    await doAsThePageSays(system, { page: 'WaybillDependencyDown', part: 'The store is full' });
    await over('WaybillDependencyDown');
    await upload();
  });

  it('find a webhook endpoint that is dead, which the page has told of all that it missed', async () => {
    const webhook = await receiver.register(api);
    receiver.behave = () => 'reset';
    const id = await upload();
    await alerted('WaybillWebhookPaused');
    receiver.behave = () => 204;
    const missed = await upload();
    await doAsThePageSays(system, { page: 'WaybillWebhooks', part: 'Do', id: webhook.id });
    await receiver.has([`${id} file.completed`, `${missed} file.completed`]);
  });

  it('find that nobody does the work any more, until the page starts somebody', async () => {
    const [dead] = system.processors.splice(0, 1);
    await dead?.stop('SIGKILL');
    await alerted('WaybillRoleMissing');
    await alerted('WaybillDown', { job: 'event-processor' });
    const begun = await createFile(api, { size: 5, autoComplete: true });
    await sendChunks(api, begun.id, cut(randomBytes(5), 5));

    const [command = ''] = commandsOf('WaybillRoleMissing', 'Do');
    const port = Number(new URL(dead?.url ?? '').port);
    system.processors.push(await AppProcess.run(command, port, system.env));
    await over('WaybillRoleMissing');
    await over('WaybillDown');
    await waitForStatus(api, begun.id, 'completed');
  });

  it('are drawn by a dashboard none of whose panels is empty', async () => {
    await upload();
    const queries = [...dashboardQueries()];
    expect(queries.length).toBeGreaterThan(30);
    let empty: string[] = [];
    await waitUntil('data in each panel', async () => {
      const found = await Promise.all(queries.map(([, query]) => prometheus.query(query)));
      const isDrawn = found.map((all) =>
        all.some(({ value }) => Number.isFinite(Number(value[1]))),
      );
      empty = queries.filter((_, index) => !isDrawn[index]).map(([name]) => name);
      return empty.length === 0;
    }).catch((error: unknown) => {
      throw new Error(`Empty: ${empty.join(', ')}`, { cause: error });
    });
  });
});
