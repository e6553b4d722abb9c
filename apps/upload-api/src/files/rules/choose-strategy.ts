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
  if (chosen.name === 'multipart' && profile === 'none') {
    // A part cannot be read back before the upload is completed, so nothing would check its bytes.
    throw fieldError(
      'strategy_not_applicable',
      'strategy',
      'This store cannot hold the parts of a multipart upload to their digests: use "chunks".',
    );
  }
  return chosen;
}
