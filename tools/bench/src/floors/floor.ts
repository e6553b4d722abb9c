import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface FloorSettings {
  readonly databaseUrl?: string;
  /** What `GET /file/:id` asks the database. */
  readonly fileQuery?: string;
}

/** Runs with the server of `floor-server.ts` beside it, and ends that afterwards. */
export async function withFloor(
  settings: FloorSettings,
  run: (url: string) => Promise<void>,
): Promise<void> {
  const server = new Worker(new URL('./floor-server.js', import.meta.url), {
    workerData: settings,
  });
  try {
    const [url] = (await once(server, 'message')) as [string];
    await run(url);
  } finally {
    await server.terminate();
  }
}
