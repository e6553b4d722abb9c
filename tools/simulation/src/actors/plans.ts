import { MIN_CHUNK_SIZE, type StoreProfile } from '@waybill/domain';
import type { Random } from '../random.js';
import { type Content, contentOf } from '../store/content.js';
import type { Purpose, Truth } from './truth.js';

const PURPOSES: readonly Purpose[] = [
  'finish',
  'finish',
  'finish',
  'finish',
  'leave',
  'abort',
  'remove',
  'hopeless',
];

/** What the clients of one seed set out to do. */
export function planFiles(
  random: Random,
  tenants: readonly string[],
  profile: StoreProfile,
): Truth[] {
  // Nobody could tell what a part is that such a store took.
  const other = profile === 'none' ? 'chunks' : 'multipart';
  return Array.from({ length: random.between(2, 4) }, (_, index) => {
    const strategy = random.pick(['chunks', 'chunks', 'chunks', other, 'single'] as const);
    const purpose = random.pick(PURPOSES);
    const declares = random.pick(['nothing', 'md5', 'sha256', 'both', 'both'] as const);
    const declaresEarly = random.chance(0.5);
    const lasting = purpose === 'finish' || purpose === 'remove';
    const declaresLate = declares !== 'nothing' && !declaresEarly && lasting && random.chance(0.4);
    const truth = {
      name: `file-${index}`,
      tenantId: random.pick(tenants),
      purpose,
      strategy,
      autoComplete: random.chance(0.5),
      declares,
      declaresEarly,
      declaresLate,
      withFingerprint: declares !== 'nothing' && strategy === 'chunks' && random.chance(0.3),
      reports: random.chance(0.3),
      expiresIn: purpose === 'leave' || purpose === 'hopeless' || random.chance(0.05) ? 60 : 3_600,
      chunkSize: MIN_CHUNK_SIZE,
      contents: contentsOf(random, strategy === 'single' ? 1 : random.between(1, 5)),
      fileId: undefined,
      overwritten: false,
      done: false,
    };
    return { ...truth, asksForAuto: index % 2 === 0 && truth.contents.length > 1 };
  });
}

/** Few sources: now and then two files have a chunk in common, and one need not send it. */
function contentsOf(random: Random, count: number): Content[] {
  const last = random.pick([0, 1, MIN_CHUNK_SIZE - 1]);
  return Array.from({ length: count }, (_, index) => {
    const source = random.chance(0.3) ? 'common' : `own-${random.between(1, 1_000_000)}`;
    const isLast = index === count - 1;
    return contentOf(
      source,
      index * MIN_CHUNK_SIZE,
      isLast && count > 1 ? Math.max(1, last) : isLast ? last : MIN_CHUNK_SIZE,
    );
  });
}
