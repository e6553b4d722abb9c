import cliProgress from 'cli-progress';
import { formatBytes, formatSpeed } from '../format/bytes.js';
import { formatDuration } from '../format/duration.js';
import { printable } from '../format/printable.js';
import { cutToWidth } from '../format/width.js';
import type { Terminal } from '../terminal.js';
import { Rate } from './rate.js';

/** Milliseconds between two lines where nobody watches, e.g. in a CI log. */
const LINE_EVERY = 5_000;

/** Shows how far a transfer is. */
export interface ProgressDisplay {
  update(bytes: number, phase: string): void;
  /** Takes the display away; whatever is printed next stands on a line of its own. */
  stop(): void;
}

/** A moving bar on a terminal, a plain line now and then elsewhere, nothing when `quiet`. */
export function progressDisplay(
  terminal: Terminal,
  name: string,
  total: number,
  quiet: boolean,
): ProgressDisplay {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return terminal.interactive
    ? bar(terminal, printable(name), total)
    : lines(terminal, printable(name), total);
}

function bar(terminal: Terminal, name: string, total: number): ProgressDisplay {
  const rate = new Rate();
  const single = new cliProgress.SingleBar({
    format: `${cutToWidth(name, 30)} [{bar}] {percentage}% {done}/{all} {speed} {left} {phase}`,
    // A bar is drawn on a terminal only, and that is a whole stream.
    stream: terminal.stderr as NodeJS.WritableStream,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    fps: 8,
    barsize: 24,
  });
  const payload = (bytes: number, phase: string) => ({
    done: formatBytes(bytes),
    all: formatBytes(total),
    speed: formatSpeed(rate.bytesPerSecond),
    left: left(rate, total - bytes),
    phase,
  });
  // An empty file would otherwise be 0 of 0: not a number of percent.
  single.start(Math.max(1, total), 0, payload(0, ''));
  return {
    update: (bytes, phase) => {
      rate.add(bytes);
      single.update(total === 0 ? 1 : bytes, payload(bytes, phase));
    },
    stop: () => single.stop(),
  };
}

function lines(terminal: Terminal, name: string, total: number): ProgressDisplay {
  const rate = new Rate();
  let next = performance.now() + LINE_EVERY;
  return {
    update: (bytes, phase) => {
      rate.add(bytes);
      if (performance.now() < next) return;
      next = performance.now() + LINE_EVERY;
      const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100);
      terminal.note(
        `${name}: ${percent}% ${formatBytes(bytes)}/${formatBytes(total)} ` +
          `${formatSpeed(rate.bytesPerSecond)} ${left(rate, total - bytes)} ${phase}`.trimEnd(),
      );
    },
    stop: () => undefined,
  };
}

function left(rate: Rate, bytes: number): string {
  if (bytes === 0 || rate.bytesPerSecond === 0) return '';
  return `${formatDuration((bytes / rate.bytesPerSecond) * 1000)} left`;
}
