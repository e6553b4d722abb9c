import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { assertFree, freePorts, portsFrom, type StackPorts } from './ports.js';

function all({ postgres, redis, s3, cephMon, cephOsd }: StackPorts): number[] {
  const [first, last] = cephOsd;
  const osd = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [postgres, redis, s3, cephMon, ...osd];
}

describe('portsFrom', () => {
  it('gives nobody the same port twice', () => {
    const ports = all(portsFrom(8480));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('leaves the first ten to the apps and stays within twenty', () => {
    const ports = all(portsFrom(8480));
    expect(Math.min(...ports)).toBe(8490);
    expect(Math.max(...ports)).toBe(8499);
  });
});

describe('freePorts', () => {
  it('gives ports that can be listened on', async () => {
    const ports = await freePorts();
    for (const port of [ports.postgres, ports.redis, ports.s3, ports.cephMon]) {
      await expect(assertFree(port, 'a test')).resolves.toBeUndefined();
    }
    expect(ports.cephOsd[1]).toBeLessThanOrEqual(65_535);
  });
});

describe('assertFree', () => {
  it('names the taken port, what it was for, and the way out', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const refusal = assertFree(port, 'Redis');
      await expect(refusal).rejects.toThrow(`Port ${port} (Redis) is taken`);
      await expect(refusal).rejects.toThrow('WAYBILL_PORT_BASE');
    } finally {
      server.close();
    }
  });
});
