import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '../logger/create-logger.js';
import { installGracefulShutdown } from './graceful-shutdown.js';

const logger = createLogger('test', 'silent');

describe('installGracefulShutdown', () => {
  let uninstall: () => void = () => undefined;
  afterEach(() => uninstall());

  function start(close: () => Promise<void>, shutdownGraceMs = 1_000) {
    const steps: string[] = [];
    const exited = new Promise<number>((resolve) => {
      uninstall = installGracefulShutdown({
        logger,
        config: { shutdownGraceMs },
        readiness: { drain: () => void steps.push('drain') },
        close: async () => {
          steps.push('close');
          await close();
        },
        exit: resolve,
      });
    });
    return { steps, exited };
  }

  it('drains, closes, then exits with 0', async () => {
    const { steps, exited } = start(() => Promise.resolve());
    process.emit('SIGTERM', 'SIGTERM');
    expect(await exited).toBe(0);
    expect(steps).toEqual(['drain', 'close']);
  });

  it('exits with 1 when the grace period is over', async () => {
    const { exited } = start(() => new Promise(() => undefined), 20);
    process.emit('SIGTERM', 'SIGTERM');
    expect(await exited).toBe(1);
  });

  it('exits with 1 when closing fails', async () => {
    const { exited } = start(() => Promise.reject(new Error('no')));
    process.emit('SIGINT', 'SIGINT');
    expect(await exited).toBe(1);
  });

  it('exits at once at the second signal', async () => {
    const { exited } = start(() => new Promise(() => undefined), 60_000);
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGTERM', 'SIGTERM');
    expect(await exited).toBe(1);
  });

  it('ends the process when an error was caught by nobody', async () => {
    const { exited } = start(() => Promise.resolve());
    process.listeners('uncaughtException').at(-1)?.(new Error('lost'), 'uncaughtException');
    expect(await exited).toBe(1);
  });
});
