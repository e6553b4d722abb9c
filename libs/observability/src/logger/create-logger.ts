import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { ServiceConfig } from '@waybill/config';
import { redactText } from './redact-text.js';
import { redactValue } from './redact-value.js';

export type { Logger };

/**
 * A logger of JSON lines on stdout, `{level, time, service, pid, msg, …}`. Secrets are hidden
 * wherever they turn up: in members by their name, in texts by their form.
 * @param destination for tests; stdout, written at once, where absent
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
    hooks: { streamWrite: redactText },
  };
  return redactBindings(destination ? pino(options, destination) : pino(options));
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
