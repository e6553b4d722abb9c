import {
  ConfigError,
  type ServiceConfig,
  type StartDependency,
  startFailure,
} from '@waybill/config';
import { createLogger, type Logger } from '../logger/create-logger.js';
import { endProcess } from '../shutdown/end-process.js';
import { keepHeapSmall } from './keep-heap-small.js';

export interface ServiceStart<Config extends { readonly service: ServiceConfig }> {
  readonly name: string;
  /** @throws ConfigError */
  readonly load: () => Config;
  /** What it cannot start without: an error of one of these is told with its variable and address. */
  readonly needs: (config: Config) => readonly StartDependency[];
  /** Errors whose message says what is wrong and what to do, so that nothing is added to it. */
  readonly toldAsTheyAre: readonly (abstract new (...args: never[]) => Error)[];
  readonly start: (config: Config, logger: Logger) => Promise<void>;
  /** Replaced in tests: says why, and ends the process. */
  readonly fail?: (text: string) => void;
}

/**
 * Starts a service, or ends the process with 1 and one reason. The reason goes to standard error as
 * plain text: the level of the log is part of the environment that may be at fault.
 */
export async function startService<Config extends { readonly service: ServiceConfig }>({
  name,
  load,
  needs,
  toldAsTheyAre,
  start,
  fail: end = failProcess,
}: ServiceStart<Config>): Promise<void> {
  const fail = (reason: string): void => end(`${name} did not start: ${reason}\n`);
  let config: Config;
  try {
    config = load();
  } catch (error) {
    return fail(error instanceof ConfigError ? error.message : startFailure(error, []));
  }
  try {
    await start(config, createLogger(name, config.service.logLevel));
    keepHeapSmall();
  } catch (error) {
    const isTold = toldAsTheyAre.some((kind) => error instanceof kind);
    fail(isTold ? (error as Error).message : startFailure(error, needs(config)));
  }
}

function failProcess(text: string): void {
  process.stderr.write(text);
  endProcess(1);
}
