import type { ServiceConfig } from '@waybill/config';
import type { Logger } from '../logger/create-logger.js';
import { endProcess } from './end-process.js';

export interface ShutdownOptions {
  readonly logger: Logger;
  /** Finishes work in hand and closes what is open; usually `() => app.close()`. */
  readonly close: () => Promise<void>;
  /** The grace period is `shutdownGraceMs`: after it the process ends as it stands. */
  readonly config: Pick<ServiceConfig, 'shutdownGraceMs'>;
  /** Told first, so that probes see 503 while work in hand is being finished. */
  readonly readiness?: { drain(): void };
  /** Replaced in tests. */
  readonly exit?: (code: number) => void;
}

/**
 * On SIGTERM or SIGINT: not ready, then `close`, then exit 0; exit 1 when the grace period is over
 * or `close` fails. A second signal ends the process at once. An error that nobody caught is logged
 * and ends the process with 1: after it no state can be trusted, and the supervisor starts afresh.
 * The end waits neither for the log's reader nor for a call that hangs in a thread of the system.
 * @returns the way to take the handlers off again
 */
export function installGracefulShutdown(options: ShutdownOptions): () => void {
  const { logger, config, exit = (code) => endProcess(code, logger) } = options;
  let closing = false;
  let graceTimer: NodeJS.Timeout | undefined;

  const onSignal = (signal: NodeJS.Signals): void => {
    if (closing) {
      logger.warn({ signal }, 'second signal: ending at once');
      clearTimeout(graceTimer);
      exit(1);
      return;
    }
    closing = true;
    void shutDown(signal);
  };

  const shutDown = async (signal: NodeJS.Signals): Promise<void> => {
    logger.info({ signal, graceMs: config.shutdownGraceMs }, 'shutting down');
    options.readiness?.drain();
    graceTimer = setTimeout(() => {
      logger.error({ graceMs: config.shutdownGraceMs }, 'work in hand outlasted the grace period');
      exit(1);
    }, config.shutdownGraceMs);
    try {
      await options.close();
      logger.info('shut down');
      exit(0);
    } catch (error) {
      logger.error({ err: error }, 'shutting down failed');
      exit(1);
    } finally {
      clearTimeout(graceTimer);
    }
  };

  const onUncaught = (error: unknown, origin: string): void => {
    logger.fatal({ err: error, origin }, 'an error that nobody caught: ending');
    exit(1);
  };
  const onRejection = (reason: unknown): void => onUncaught(reason, 'unhandledRejection');

  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    process.off('uncaughtException', onUncaught);
    process.off('unhandledRejection', onRejection);
  };
}
