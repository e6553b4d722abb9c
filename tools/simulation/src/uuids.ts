import type { Random } from './random.js';
import type { VirtualTime } from './time/virtual-time.js';

/** UUIDv7 (RFC 9562, 5.7) of virtual time, the same for the same seed. */
export function uuidSource(time: VirtualTime, random: Random): () => string {
  let made = 0;
  return () => {
    const at = time.now().toString(16).padStart(12, '0');
    const count = (++made).toString(16).padStart(3, '0');
    const rest = random
      .between(0, 2 ** 44)
      .toString(16)
      .padStart(12, '0');
    return `${at.slice(0, 8)}-${at.slice(8)}-7${count}-8000-${rest}`;
  };
}
