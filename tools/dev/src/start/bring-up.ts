import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { portsFrom, StackError, startStack, type Stack } from '@waybill/stack';
import { writeEnvFile } from '../env-file.js';
import { runNode, type Variables } from '../node-script.js';
import { runMany } from '../nx.js';
import type { Phases } from '../phases.js';
import { stackProgress } from '../stack-progress.js';
import { dataDir, externalServers, keyPrefix, portBase, rolePolicy } from '../settings.js';
import type { StatusTerminal } from '../terminal.js';
import { apps, type App } from './apps.js';
import { loadSecrets, type Secrets } from './secrets.js';
import type { Summary } from './summary.js';
import { SupervisedApp } from './supervised-app.js';

/** Milliseconds that an app may take until it says that it is ready. */
const readyDeadline = 60_000;

/** What is up so far, to be stopped from the end to the beginning. */
export interface Running {
  apps: SupervisedApp[];
  stack?: Stack;
}

export interface BringUp {
  running: Running;
  phases: Phases;
  terminal: StatusTerminal;
  signal: AbortSignal;
  /** Whether what the bucket of an external store lacks is set up there. */
  setUpStore: boolean;
}

export async function bringUp(context: BringUp): Promise<Omit<Summary, 'elapsedMs'>> {
  const { running, phases, signal } = context;
  const folder = dataDir(process.env);
  const { api, processor } = apps(portBase(process.env));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(join(folder, 'secrets.json'));

  const building = new AbortController();
  const built = build(phases, AbortSignal.any([signal, building.signal]));
  // Seen below, unless the stack fails first; then nobody looks at it any more.
  built.catch(() => undefined);
  const stack = await startServers(context, folder, secrets).catch((error: unknown) => {
    building.abort();
    throw error;
  });
  running.stack = stack;
  await built;

  // The services know nothing of the role that owns the tables.
  const { WAYBILL_MIGRATION_DATABASE_URL: owner, ...serversEnv } = stack.env;
  const env: Variables = {
    ...serversEnv,
    ...rolePolicy(externalServers(process.env)),
    WAYBILL_STORE_TOKEN: secrets.storeToken,
    // A receiver that is being developed runs here, and has no certificate.
    WAYBILL_WEBHOOK_ALLOW_HTTP: 'true',
    WAYBILL_WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
    WAYBILL_DEMO_PAGE: 'true',
  };
  await phases.run('migrations', 'bringing the database up to date', () =>
    runNode(
      ['libs/persistence/dist/migrate.js'],
      { ...env, ...(owner && { WAYBILL_MIGRATION_DATABASE_URL: owner }) },
      signal,
    ),
  );
  await phases.run('keys', 'making the keys', () => ensureKeys(env, secrets, signal));
  await Promise.all([api, processor].map((app) => startApp(context, app, env, folder)));

  const envFile = join(folder, 'local.env');
  writeEnvFile(envFile, {
    WAYBILL_URL: api.url,
    WAYBILL_API_KEY: secrets.apiKey,
    WAYBILL_ADMIN_KEY: secrets.adminKey,
    ...env,
    WAYBILL_PROCESSOR_URL: processor.url,
  });
  return {
    apiUrl: api.url,
    processorUrl: processor.url,
    s3Endpoint: env['S3_ENDPOINT'] ?? '',
    bucket: env['S3_BUCKET'] ?? '',
    apiKey: secrets.apiKey,
    dataDir: folder,
    envFile,
    warnings: stack.warnings,
  };
}

async function build(phases: Phases, signal: AbortSignal): Promise<void> {
  phases.progress('build', 'building');
  const { ok, output } = await runMany({ targets: ['build'], signal });
  if (ok) return phases.done('build', 'done');
  phases.failed('build', 'failed');
  throw new StackError(output);
}

async function startServers(
  { phases, terminal, signal, setUpStore }: BringUp,
  folder: string,
  secrets: Secrets,
): Promise<Stack> {
  const base = portBase(process.env);
  const { api, processor } = apps(base);
  return startStack({
    dataDir: folder,
    durable: true,
    ports: portsFrom(base),
    alsoFree: [
      { port: api.port, purpose: 'the API' },
      { port: processor.port, purpose: 'the event processor' },
    ],
    secrets,
    use: externalServers(process.env),
    push: {
      url: `${api.url}/v1/storage-events`,
      token: secrets.storeToken,
      persistent: 'both',
      prefix: keyPrefix(process.env),
    },
    setUpStore,
    onStoreSetup: (lines) => {
      terminal.line('To be changed in the store, as --set-up-store asks for:');
      for (const line of lines) terminal.line(`  ${line}`);
    },
    onProgress: stackProgress(phases),
    onStoreFull: (line) => terminal.line(`\n${terminal.style('red', line)}`),
    signal,
  });
}

async function ensureKeys(env: Variables, secrets: Secrets, signal: AbortSignal) {
  const ensure = ['apps/upload-api/dist/keys/main.js', 'ensure'];
  await runNode([...ensure, '--tenant', 'demo', '--key', secrets.apiKey], env, signal);
  await runNode([...ensure, '--admin', '--key', secrets.adminKey], env, signal);
}

async function startApp(context: BringUp, app: App, env: Variables, folder: string) {
  const { running, phases, terminal, signal } = context;
  signal.throwIfAborted();
  const files = {
    logFile: join(folder, 'logs', `${app.name}.log`),
    pidFile: join(folder, 'run', `${app.name}.json`),
  };
  phases.progress(app.name, 'starting');
  const supervised = new SupervisedApp({ app, env, files, terminal });
  running.apps.push(supervised);
  signal.addEventListener('abort', () => void supervised.stop());
  try {
    await supervised.untilReady(readyDeadline);
  } catch (error) {
    // The other one's failure may be why it was stopped.
    if (supervised.isStopping) phases.forget(app.name);
    else phases.failed(app.name, 'failed');
    throw error;
  }
  phases.done(app.name, 'ready');
}
