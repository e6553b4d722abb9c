import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** Milliseconds between two calls. */
const PAUSE_MS = 5;

/** Calls `/health/live` on and on from a thread of its own, and says how long each call took. */
async function probe(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const start = performance.now();
    await call(url, agent);
    parentPort?.postMessage(performance.now() - start);
    await sleep(PAUSE_MS);
  }
}

function call(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}

await probe(workerData as string);
