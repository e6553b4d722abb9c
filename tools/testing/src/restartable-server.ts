import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, newSecrets, startStack, type Stack, type StackOptions } from '@waybill/stack';
import { stackEnvironment } from './environment.js';
import type { DatabaseServer } from './test-database.js';

type Kind = 'postgres' | 'redis';

/** A PostgreSQL or Redis of a test's own, which keeps its data, so that it can be taken away and given back. */
export class RestartableServer {
  private constructor(
    private readonly options: StackOptions,
    private stack: Stack,
  ) {}

  static async start(kind: Kind): Promise<RestartableServer> {
    const { databaseUrl, ownerDatabaseUrl, redisUrl, s3 } = stackEnvironment();
    const options: StackOptions = {
      dataDir: mkdtempSync(join(tmpdir(), `waybill-${kind}-`)),
      ports: await freePorts(),
      secrets: newSecrets(),
      durable: true,
      use: {
        ...(kind === 'postgres' ? { redisUrl } : { databaseUrl, ownerDatabaseUrl }),
        s3: { ...s3, bucket: 'waybill' },
      },
    };
    return new RestartableServer(options, await startStack(options));
  }

  get url(): string {
    return this.stack.env['REDIS_URL'] ?? '';
  }

  get database(): DatabaseServer {
    const { DATABASE_URL = '', WAYBILL_MIGRATION_DATABASE_URL = DATABASE_URL } = this.stack.env;
    return { databaseUrl: DATABASE_URL, ownerDatabaseUrl: WAYBILL_MIGRATION_DATABASE_URL };
  }

  /** Down and up again on the same port with the same data. By force it is killed, not asked. */
  async restart(how: { readonly force: boolean }): Promise<void> {
    await this.takeDown(how);
    await this.bringUp();
  }

  async takeDown({ force }: { readonly force: boolean }): Promise<void> {
    await this.stack.stop({ patience: !force });
  }

  async bringUp(): Promise<void> {
    this.stack = await startStack(this.options);
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    rmSync(this.options.dataDir, { recursive: true, force: true });
  }
}
