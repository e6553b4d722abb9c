import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, newSecrets, startStack, type Stack, type StackOptions } from '@waybill/stack';
import { stackEnvironment } from './environment.js';

type Kind = 'postgres' | 'redis';

/** A PostgreSQL or Redis of a test's own, which keeps its data, so that it can be taken away and given back. */
export class RestartableServer {
  private constructor(
    private readonly kind: Kind,
    private readonly options: StackOptions,
    private stack: Stack,
  ) {}

  static async start(kind: Kind): Promise<RestartableServer> {
    const { databaseUrl, redisUrl, s3 } = stackEnvironment();
    const options: StackOptions = {
      dataDir: mkdtempSync(join(tmpdir(), `waybill-${kind}-`)),
      ports: await freePorts(),
      secrets: newSecrets(),
      durable: true,
      use: {
        ...(kind === 'postgres' ? { redisUrl } : { databaseUrl }),
        s3: { ...s3, bucket: 'waybill' },
      },
    };
    return new RestartableServer(kind, options, await startStack(options));
  }

  get url(): string {
    return this.stack.env[this.kind === 'postgres' ? 'DATABASE_URL' : 'REDIS_URL'] ?? '';
  }

  /** Down and up again on the same port with the same data. By force it is killed, not asked. */
  async restart({ force }: { readonly force: boolean }): Promise<void> {
    await this.stack.stop({ patience: !force });
    this.stack = await startStack(this.options);
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    rmSync(this.options.dataDir, { recursive: true, force: true });
  }
}
