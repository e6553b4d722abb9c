import { pino, stdTimeFunctions, type DestinationStream, type Logger, type LogFn } from 'pino';
import type { ServiceConfig } from '@waybill/config';
import { logDestination } from './log-destination.js';
import { redactText } from './redact-text.js';
import { redactValue } from './redact-value.js';
import { kindOf, RepeatedWarnings } from './repeated-warnings.js';

export type { Logger };

/**
 * A logger of JSON lines on stdout, `{level, time, service, pid, msg, …}`. Secrets are hidden
 * wherever they turn up: in members by their name, in texts by their form. Warnings that say the same
 * are counted: the first is written at once, then one each ten seconds with `repeated`.
 * @param destination for tests; stdout where absent
 */
export function createLogger(
  serviceName: string,
  level: ServiceConfig['logLevel'],
  destination?: DestinationStream,
): Logger {
  const options = {
    level,
    base: { service: serviceName, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (members: Record<string, unknown>) => redactValue(members) as Record<string, unknown>,
    },
    // redactValue has made a plain object of it already.
    serializers: { err: (error: unknown) => error },
    hooks: { streamWrite: redactText, logMethod: countRepeats() },
  };
  return redactBindings(pino(options, destination ?? logDestination()));
}

const WARN = 40;

/** pino's hook around each call: of equal warnings only the first passes. */
function countRepeats() {
  const repeated = new RepeatedWarnings();
  return function (this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
    if (level !== WARN) return method.apply(this, args);
    const [first, second] = args as unknown[];
    const [members, message] = typeof first === 'object' ? [first, second] : [{}, first];
    const err = members instanceof Error ? { err: members } : members;
    const tell = (count: number) =>
      method.apply(this, [{ ...(err as object), repeated: count }, message as string]);
    if (repeated.admit(kindOf(err, message), tell)) method.apply(this, args);
  };
}

/** pino gives a child's bindings to no formatter; children inherit this `child` from their root. */
function redactBindings(logger: Logger): Logger {
  type MakeChild = (this: Logger, bindings: object, options?: object) => Logger;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with each child's own `this`
  const makeChild = logger.child as unknown as MakeChild;
  const redacting: MakeChild = function (bindings, options) {
    return makeChild.call(this, redactValue(bindings) as object, options);
  };
  logger.child = redacting as unknown as Logger['child'];
  return logger;
}
