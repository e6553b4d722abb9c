import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { System } from '@waybill/testing';
import type { Benchmark } from '../benchmark.js';
import { onOwnSystem } from '../on-own-system.js';
import { hostileRequests, type HostileRequest } from './requests.js';
import { StallWatch } from './stall-watch.js';

/** Milliseconds: what no body may make `/health/live` take. */
const LIMIT_MS = 250;

/** Milliseconds for one answer, and in which a stall shows itself after one. */
const DEADLINE_MS = 20_000;
const SETTLE_MS = 30;

/** Sent at once, after each was sent by itself. */
const AT_ONCE = 8;

interface Answer {
  readonly name: string;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly stallMs: number;
}

/** Hostile bodies to a real API, and what they did to `/health/live`. */
export const stalls: Benchmark = {
  says: `/health/live while hostile bodies come; the limit is ${LIMIT_MS} ms`,
  minutes: 5,
  apart: true,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { notifications: 'off', processors: 0 }, async ({ system }) => {
      const still = new Worker(new URL('./still-server.js', import.meta.url));
      const [port] = (await once(still, 'message')) as [number];
      const control = new StallWatch(`http://127.0.0.1:${port}/`);
      const watch = new StallWatch(`${system.api.url}/health/live`);
      try {
        await measureStalls(system, watch, control, context.signal);
      } finally {
        await Promise.all([watch.stop(), control.stop()]);
        await still.terminate();
      }
    }),
};

async function measureStalls(
  system: System,
  watch: StallWatch,
  control: StallWatch,
  signal: AbortSignal,
): Promise<void> {
  const caller = system.caller();
  const file = await caller.call<{ id: string }>('POST', '/v1/files', { name: 'a', size: 1 });
  const { apiKey, storeToken } = system;
  const requests = hostileRequests({ apiKey, storeToken, fileId: file.body.id });
  const alone: Answer[] = [];
  for (const request of requests) {
    signal.throwIfAborted();
    alone.push(await one(system.api.url, request, watch));
  }
  const together = await all(system.api.url, requests, watch);
  print(alone, together, watch.worst, control.worst);
}

async function one(url: string, request: HostileRequest, watch: StallWatch): Promise<Answer> {
  const body = new Uint8Array(request.body());
  watch.take();
  const status = await send(url, request, body);
  await sleep(SETTLE_MS);
  return { name: request.name, status, stallMs: watch.take() };
}

async function all(
  url: string,
  requests: readonly HostileRequest[],
  watch: StallWatch,
): Promise<number> {
  for (let first = 0; first < requests.length; first += AT_ONCE) {
    const group = requests.slice(first, first + AT_ONCE);
    const bodies = group.map(({ body }) => new Uint8Array(body()));
    await Promise.all(group.map((request, index) => send(url, request, bodies[index])));
  }
  await sleep(SETTLE_MS);
  return watch.take();
}

async function send(
  url: string,
  { path, headers }: HostileRequest,
  body: Uint8Array<ArrayBuffer> | undefined,
): Promise<number> {
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

function print(alone: readonly Answer[], together: number, worst: number, control: number): void {
  const slowest = [...alone].sort((a, b) => b.stallMs - a.stallMs).slice(0, 5);
  const worstStatus = [...alone].sort((a, b) => rank(b.status) - rank(a.status))[0];
  console.log(`\n/health/live under ${alone.length} hostile bodies, measured from outside`);
  console.log(`  a server that does nothing, at the same time: at most ${Math.round(control)} ms`);
  for (const { name, status, stallMs } of slowest) {
    console.log(`  ${String(Math.round(stallMs)).padStart(5)} ms  ${status}  ${name}`);
  }
  console.log(`  ${AT_ONCE} at once: at most ${Math.round(together)} ms`);
  console.log(`  worst answer: ${worstStatus?.status} to ${worstStatus?.name}`);
  console.log(`  worst stall: ${Math.round(worst)} ms; the limit is ${LIMIT_MS} ms`);
  if (worst > LIMIT_MS || rank(worstStatus?.status ?? 0) >= 500) process.exitCode = 1;
}

/** No answer is the worst of all. */
function rank(status: number): number {
  return status === 0 ? Number.MAX_SAFE_INTEGER : status;
}
