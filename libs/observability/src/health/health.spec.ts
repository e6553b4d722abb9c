import { describe, expect, it } from '@jest/globals';
import { HealthController } from './health-controller.js';
import { Insiders } from './insiders.js';
import { Readiness } from './readiness.js';

const up = { name: 'up', run: () => Promise.resolve() };
const down = {
  name: 'down',
  run: () => Promise.reject(new Error('cannot reach postgres://u:secret@db/x')),
};
const hanging = { name: 'hanging', run: () => new Promise(() => undefined) };

async function ready(readiness: Readiness, remoteAddress = '127.0.0.1') {
  const codes: number[] = [];
  const body = await new HealthController(readiness, new Insiders()).ready(
    { headers: {}, socket: { remoteAddress } },
    { status: (code) => codes.push(code) },
  );
  return { code: codes.at(-1), body };
}

describe('GET /health/ready', () => {
  it('is 200 when every check passes', async () => {
    expect(await ready(new Readiness([up]))).toMatchObject({
      code: 200,
      body: { status: 'ready', checks: [{ name: 'up', status: 'up', ms: expect.any(Number) }] },
    });
  });

  it('is 503 when a critical check fails, and shows why without giving secrets away', async () => {
    const answer = await ready(new Readiness([up, down]));
    expect(answer).toMatchObject({ code: 503, body: { status: 'not_ready' } });
    expect(JSON.stringify(answer)).toContain('cannot reach');
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('tells strangers the status alone', async () => {
    const answer = await ready(new Readiness([up, down]), '10.0.0.1');
    expect(answer).toEqual({ code: 503, body: { status: 'not_ready' } });
  });

  it('is 200 and degraded when only an uncritical check fails', async () => {
    expect(await ready(new Readiness([up, { ...down, critical: false }]))).toMatchObject({
      code: 200,
      body: { status: 'degraded' },
    });
  });

  it('gives all checks one deadline together', async () => {
    const started = performance.now();
    const answer = await ready(new Readiness([hanging, { ...hanging, name: 'other' }, up], 50));
    expect(performance.now() - started).toBeLessThan(500);
    expect(answer.body.checks?.map((check) => check.status)).toEqual(['down', 'down', 'up']);
  });

  it('is 503 from the moment the process drains', async () => {
    const readiness = new Readiness([up]);
    readiness.drain();
    expect(await ready(readiness)).toMatchObject({ code: 503, body: { status: 'draining' } });
  });

  it('runs the checks once for probes that come together', async () => {
    let runs = 0;
    const readiness = new Readiness([{ name: 'counted', run: () => Promise.resolve((runs += 1)) }]);
    await Promise.all([readiness.report(), readiness.report(), readiness.report()]);
    expect(runs).toBe(1);
  });
});
