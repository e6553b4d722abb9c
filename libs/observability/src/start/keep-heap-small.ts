import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Percent of what is alive in the heap. */
const GROWTH = 40;

/**
 * V8 lets a heap grow to several times of what is alive in it before it looks through all of it, the more
 * so where a machine has much memory. Held to this it is looked through sooner; a limit it is not: what
 * is alive is never refused. How far the heap may grow is reckoned at each collection, so there is one at
 * once.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
