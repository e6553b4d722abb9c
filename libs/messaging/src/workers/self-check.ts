import { z } from 'zod';
import { QUEUES, QUEUE_KEYS } from '../queues/queue-definitions.js';

/**
 * Every queue has its handler and its schema, every handler its queue, or the process does not
 * start: a queue that nobody reads would fill up unseen.
 * @throws Error naming everything that is missing
 */
export function assertQueuesWired(handlers: Readonly<Record<string, unknown>>): void {
  const faults = [
    ...QUEUE_KEYS.filter((key) => !isHandler(handlers[key])).map((key) => `${key} has no handler`),
    ...QUEUE_KEYS.filter((key) => !(QUEUES[key].schema instanceof z.ZodType)).map(
      (key) => `${key} has no schema`,
    ),
    ...Object.keys(handlers)
      .filter((key) => !(key in QUEUES))
      .map((key) => `${key} is no queue`),
  ];
  const names = QUEUE_KEYS.map((key) => QUEUES[key].name);
  if (new Set(names).size !== names.length) faults.push('two queues have the same name');
  if (faults.length > 0) throw new Error(`The queues are not wired: ${faults.join('; ')}.`);
}

function isHandler(handler: unknown): boolean {
  return (
    typeof handler === 'object' &&
    handler !== null &&
    'handle' in handler &&
    typeof handler.handle === 'function'
  );
}
