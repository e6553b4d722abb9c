import { type Content, contentOf, sizeOf } from '../store/content.js';
import type { Surroundings } from '../surroundings.js';
import type { Truth } from './truth.js';

interface Sending {
  readonly number: number;
  /** What the chunk is to be. */
  readonly right: Content;
  readonly declares: Truth['declares'];
  /** Wrong objects of the chunk that the store took. */
  readonly wrongSoFar: number;
}

/** What a client sends for a chunk: what it should, or other bytes, as the weather and its purpose have it. */
export function contentToSend(
  { weather, random, store }: Surroundings,
  truth: Truth,
  { number, right, declares, wrongSoFar }: Sending,
): Content {
  const { purpose, overwritten, name, strategy } = truth;
  const rewritable = declares === 'nothing' && !store.laws.writeOnce && strategy === 'chunks';
  const rewrites = rewritable && !overwritten && purpose === 'finish' && random.chance(0.5);
  const wrongly =
    rewrites || purpose === 'hopeless' || (weather.strikes('wrongBytes') && wrongSoFar < 2);
  if (!wrongly || sizeOf(right) === 0) return right;
  const source = `${name}/wrong-${number}-${wrongSoFar}`;
  if (!rewrites && !store.laws.sizes && random.chance(0.6))
    return contentOf(source, 0, sizeOf(right) - 1);
  // Nobody can tell that it is wrong: the client has changed the file, and sends it once more.
  if (declares === 'nothing') {
    if (!rewritable || overwritten) return right;
    truth.overwritten = true;
  }
  return contentOf(source, 0, sizeOf(right));
}
