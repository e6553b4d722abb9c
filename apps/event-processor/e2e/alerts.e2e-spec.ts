import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  completeFile,
  createFile,
  cut,
  postStoreEvents,
  Prometheus,
  RULES,
  sendChunks,
  System,
  testRules,
  waitForStatus,
  waitUntil,
} from '@waybill/testing';

/** Of sources that this installation does not fetch from. */
const ELSEWHERE = ['waybill_intake_failures_total'];

const rules = readFileSync(RULES, 'utf8');
const selectors = [...new Set(rules.match(/\bwaybill_[a-z_]+/gu))].filter(
  (name) => !ELSEWHERE.includes(name),
);

describe('objectives and alerts, in a real Prometheus', () => {
  let system: System;
  let prometheus: Prometheus;

  beforeAll(async () => {
    system = await System.start();
    const hosts = [system.api, ...system.processors].map(({ url }) => new URL(url).host);
    prometheus = await Prometheus.start({
      'upload-api': hosts.slice(0, 1),
      'event-processor': hosts.slice(1),
    });
    await upload(Buffer.from('hello'));
  });

  afterAll(async () => {
    await prometheus?.stop();
    await system?.stop();
  });

  async function upload(content: Buffer): Promise<void> {
    const api = system.caller();
    const file = await createFile(api, { size: content.length });
    await sendChunks(api, file.id, cut(content, file.chunkSize));
    await waitForStatus(api, file.id, 'uploaded');
    await completeFile(api, file.id);
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
    await waitUntil('quiet', async () => (await prometheus.firing()).length === 0);
  });

  it('find poison among the events', async () => {
    await postStoreEvents(system.api.url, system.storeToken, { hello: 'world' });
    await waitUntil('the alert', async () =>
      (await prometheus.firing()).includes('WaybillDeadLetters'),
    );
  });

  it('find that nobody does the work any more', async () => {
    await system.processors[0]?.stop('SIGKILL');
    await waitUntil('the alerts', async () => {
      const firing = await prometheus.firing();
      return ['WaybillDown', 'WaybillRoleMissing'].every((name) => firing.includes(name));
    });
  });
});
