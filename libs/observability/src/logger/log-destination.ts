import type { Writable } from 'node:stream';
import type { DestinationStream } from 'pino';

/** Bytes of lines that wait for a reader who is slow or stands still; what comes then is dropped. */
const MOST_WAITING = 8 * 1024 * 1024;

export interface LogDestination extends DestinationStream {
  /** Calls back once all lines have left the process, or can no more: at once, as a rule. */
  flush(done: () => void): void;
}

/**
 * Writes lines to stdout, and neither waits nor ends with whoever reads them. A reader that is gone
 * ends the log, not the process; one that stands still costs memory up to a limit.
 *
 * Not pino's own destination: at exit it writes what is left in a loop that takes a broken pipe for
 * a busy one, so a process whose log reader has died never ends (sonic-boom 4.2, `flushSync`).
 */
export function logDestination(
  stream: Writable = process.stdout,
  mostWaiting = MOST_WAITING,
): LogDestination {
  let gone = false;
  let dropped = 0;
  // Without a listener a broken pipe ends the process.
  stream.on('error', () => (gone = true));

  const told = (): string => {
    const line = JSON.stringify({ level: 'warn', dropped, msg: 'log lines were dropped' });
    dropped = 0;
    return `${line}\n`;
  };
  return {
    write(line) {
      if (gone) return;
      if (stream.writableLength > mostWaiting) dropped += 1;
      else stream.write(dropped > 0 ? told() + line : line);
    },
    flush(done) {
      if (gone || stream.writableLength === 0) done();
      else stream.write('', () => done());
    },
  };
}
