import { resolve } from 'node:path';
import { StackError, type ExternalServers } from '@waybill/stack';
import { workspaceRoot } from './workspace.js';

const defaultPortBase = 8480;
// The layout takes base to base+19; below 1024 a port is the privilege of root.
const lowestBase = 1024;
const highestBase = 65_535 - 19;

export function portBase(env: NodeJS.ProcessEnv): number {
  const text = env['WAYBILL_PORT_BASE'];
  if (!text) return defaultPortBase;
  const base = Number(text);
  if (Number.isInteger(base) && base >= lowestBase && base <= highestBase) return base;
  throw new StackError(
    `WAYBILL_PORT_BASE=${text} will not do: give a whole number from ${lowestBase} to ${highestBase}.`,
  );
}

/** Before each of our keys in the store; the apps check what it may be made of. */
export function keyPrefix(env: NodeJS.ProcessEnv): string {
  return env['S3_PREFIX'] ?? '';
}

export function dataDir(env: NodeJS.ProcessEnv): string {
  return resolve(workspaceRoot, env['WAYBILL_DATA_DIR'] || '.waybill');
}

/** Servers that the environment already points at; each is used instead of one of our own. */
export function externalServers(env: NodeJS.ProcessEnv): ExternalServers {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, S3_ENDPOINT: endpoint } = env;
  const { WAYBILL_MIGRATION_DATABASE_URL: ownerDatabaseUrl } = env;
  return {
    ...(databaseUrl && { databaseUrl }),
    ...(databaseUrl && ownerDatabaseUrl && { ownerDatabaseUrl }),
    ...(redisUrl && { redisUrl }),
    ...(endpoint && { s3: externalS3(endpoint, env) }),
  };
}

function externalS3(endpoint: string, env: NodeJS.ProcessEnv) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new StackError(
      `S3_ENDPOINT is set: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to be, too ` +
        `(and S3_BUCKET and S3_REGION, unless they are "waybill" and "us-east-1").`,
    );
  }
  const bucket = env['S3_BUCKET'] || 'waybill';
  const region = env['S3_REGION'] || 'us-east-1';
  return { endpoint, bucket, region, accessKeyId, secretAccessKey };
}

/**
 * A database that is given with one role alone is used by it, whatever it may do: whoever tries Waybill
 * on a server of theirs has no second role yet.
 */
export function rolePolicy(servers: ExternalServers): Record<string, string> {
  const isOneRole = servers.databaseUrl && !servers.ownerDatabaseUrl;
  return isOneRole ? { WAYBILL_PRIVILEGED_DATABASE_ROLE: 'warn' } : {};
}
