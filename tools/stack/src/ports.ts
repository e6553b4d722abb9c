import { createServer } from 'node:net';
import getPort from 'get-port';
import { StackError } from './errors.js';
import type { Part } from './packages/catalogue.js';

export interface StackPorts {
  postgres: number;
  redis: number;
  s3: number;
  cephMon: number;
  /** First and last of a range in which ceph-osd finds four free ones by itself. */
  cephOsd: readonly [number, number];
}

/** The fixed layout of `npm start`: base to base+9 are the apps', base+10 to base+19 the servers'. */
export function portsFrom(base: number): StackPorts {
  return {
    postgres: base + 10,
    redis: base + 11,
    s3: base + 12,
    cephMon: base + 13,
    cephOsd: [base + 14, base + 19],
  };
}

/** Ports that nobody uses now, so that test runs and a running stack never meet. */
export async function freePorts(): Promise<StackPorts> {
  const free = () => getPort({ host: '127.0.0.1' });
  const [postgres, redis, s3, cephMon] = [await free(), await free(), await free(), await free()];
  // A wide range: whatever else sits in it is stepped over. The last port there is is 65,535.
  const osd = Math.min(await free(), 65_000);
  return { postgres, redis, s3, cephMon, cephOsd: [osd, osd + 100] };
}

/** A port that somebody is going to listen on, and what for. */
export interface PlannedPort {
  port: number;
  purpose: string;
}

/** @throws StackError when a port of a server that is to be started is taken. */
export async function assertPartsFree(parts: readonly Part[], ports: StackPorts): Promise<void> {
  if (parts.includes('postgres')) await assertFree(ports.postgres, 'PostgreSQL');
  if (parts.includes('redis')) await assertFree(ports.redis, 'Redis');
  if (!parts.includes('s3')) return;
  await assertFree(ports.s3, 'the S3 store');
  await assertFree(ports.cephMon, 'the S3 store’s monitor');
}

/** @throws StackError that names the port when somebody listens on it. */
export async function assertFree(port: number, purpose: string): Promise<void> {
  if (await isFree(port)) return;
  throw new StackError(
    `Port ${port} (${purpose}) is taken. Free it, or move all of Waybill's ports: ` +
      `WAYBILL_PORT_BASE=18480 npm start`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
