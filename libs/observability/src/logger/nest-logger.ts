import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** What Nest says of every module and route while it starts: only for those who look for it. */
const CHATTY = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver']);

/**
 * What Nest logs, as the same JSON lines as everything else. Nest calls with
 * `(message, ...rest, context)`, and for errors with `(message, stack?, context)`.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    const chatty = typeof context === 'string' && CHATTY.has(context);
    this.write(chatty ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const extras = rest.filter((item) => item !== undefined);
    const last = extras.at(-1);
    const context =
      typeof last === 'string' && !isStack(last) ? (extras.pop() as string) : undefined;
    const stack = extras.find((item): item is string => typeof item === 'string' && isStack(item));
    const details = extras.filter((item) => item !== stack);
    const members = {
      ...(context === undefined ? {} : { context }),
      ...(stack === undefined ? {} : { stack }),
      ...(details.length === 0 ? {} : { details }),
    };
    if (message instanceof Error) this.logger[level]({ ...members, err: message }, message.message);
    else if (typeof message === 'string') this.logger[level](members, message);
    else this.logger[level]({ ...members, data: message });
  }
}

function isStack(text: string): boolean {
  return /\n\s+at /u.test(text);
}
