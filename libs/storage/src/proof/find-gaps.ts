import type { StoreGap } from '@waybill/config';
import { ATTACKS, type Attack, type AttackWorld } from './attacks.js';
import { inTurns } from './in-turns.js';
import { REFUSALS } from './refusals.js';
import { answered, taken } from './store-answer.js';
import type { UrlClass } from './trial-puts.js';

/** An attack that did harm, or that was not refused in a way that proves anything. */
export interface FoundGap {
  readonly gap: StoreGap;
  /** For people: what was tried on which URL, and what came of it. */
  readonly detail: string;
}

export interface AttackFindings {
  readonly gaps: readonly FoundGap[];
  /** An ACL header was taken: whom it lets read, a look at the object does not show. */
  readonly takesAcls: boolean;
}

/** Trials under way at once. */
const CONCURRENCY = 4;

/** Tries every attack on every URL. @throws DomainError store_unavailable where one cannot be tried */
export async function findGaps(
  world: AttackWorld,
  urls: readonly UrlClass[],
): Promise<AttackFindings> {
  const trials = urls.flatMap((url) =>
    ATTACKS.filter((attack) => fits(attack, url)).map((attack) => ({ url, attack })),
  );
  const results = await inTurns(trials, CONCURRENCY, ({ url, attack }) =>
    tryOne(world, url, attack),
  );
  return {
    gaps: results.flatMap(({ gap }) => gap ?? []),
    takesAcls: results.some(({ wasTaken, attack }) => wasTaken && attack.gap === 'public-acl'),
  };
}

function fits({ kinds, unboundOnly }: Attack, { kind, digests }: UrlClass): boolean {
  return kinds.includes(kind) && !(unboundOnly && digests.length > 0);
}

async function tryOne(world: AttackWorld, url: UrlClass, attack: Attack) {
  const trial = await world.puts.open(url);
  if (attack.onTop) await trial.control();
  const answer = await trial.send(attack.headers?.(world), attack.body);
  const gap = (what: string): FoundGap => ({
    gap: attack.gap,
    detail: `${attack.name}, on ${describeUrl(url)}, ${what}`,
  });
  if (taken(answer)) {
    const harm = await attack.harmed(trial, world);
    return { attack, wasTaken: true, gap: harm ? gap('was let through') : undefined };
  }
  if (!REFUSALS[attack.gap].includes(answered(answer)))
    return { attack, wasTaken: false, gap: gap(`was answered ${answered(answer)}, no refusal`) };
  // The URL was good, so it was the attack that was refused.
  if (!attack.onTop) await trial.control();
  return { attack, wasTaken: false, gap: undefined };
}

function describeUrl({ kind, digests }: UrlClass): string {
  const what = kind === 'part' ? 'the URL of a part' : 'the URL of an object';
  return digests.length === 0 ? `${what} without a digest` : `${what} bound to ${digests.join()}`;
}
