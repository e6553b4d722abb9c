import type { Logger } from '../logger/create-logger.js';

/** Milliseconds that the last lines get to leave the process, and calls in threads to end. */
const PATIENCE = 1_000;
const LOOK_AGAIN = 20;

/**
 * Work in libuv's threads: files, and looking up names. `process.exit` waits for it, without end
 * where a name server or a disk hangs.
 */
const IN_THREADS = /^(?:FSReq|GetAddrInfoReq|GetNameInfoReq)/u;

/**
 * Ends this process with `code`. What still hangs after a second is not waited for: the process then
 * kills itself, since nothing less ends a thread.
 */
export function endProcess(code: number, logger?: Pick<Logger, 'flush'>): void {
  let flushed = logger === undefined;
  logger?.flush(() => (flushed = true));
  const end = Date.now() + PATIENCE;
  const look = (): void => {
    const hangs = process.getActiveResourcesInfo().some((name) => IN_THREADS.test(name));
    if (flushed && !hangs) process.exit(code);
    if (Date.now() < end) setTimeout(look, LOOK_AGAIN);
    else if (hangs) process.kill(process.pid, 'SIGKILL');
    else process.exit(code);
  };
  look();
}
