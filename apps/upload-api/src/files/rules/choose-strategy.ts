import {
  fieldError,
  type ChunkPlan,
  type StoreProfile,
  type TransferStrategies,
  type TransferStrategy,
} from '@waybill/domain';

export interface StrategyWish {
  /** A strategy's name, or `auto`. */
  readonly strategy: string;
  readonly autoComplete: boolean;
}

/**
 * The one place that decides how a file's bytes travel. `auto` leaves the choice to the strategies.
 * @throws DomainError strategy_not_applicable
 */
export function chooseStrategy(
  strategies: TransferStrategies,
  profile: StoreProfile,
  plan: ChunkPlan,
  { strategy, autoComplete }: StrategyWish,
): TransferStrategy {
  const chosen =
    strategy === 'auto' ? strategies.choose(plan, { autoComplete }) : strategies.get(strategy);
  chosen.assertCarries(plan);
  if (!chosen.chunksAreObjects && profile === 'none') {
    // What cannot be read back before the file is published would be checked by nothing.
    throw fieldError(
      'strategy_not_applicable',
      'strategy',
      `This store cannot hold what "${chosen.name}" sends to its digests: use "chunks".`,
    );
  }
  return chosen;
}
