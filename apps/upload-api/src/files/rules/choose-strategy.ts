import {
  fieldError,
  type ChunkPlan,
  type StoreProfileSource,
  type TransferStrategies,
  type TransferStrategy,
} from '@waybill/domain';

export interface StrategyWish {
  /** A strategy's name, or `auto`. */
  readonly strategy: string;
  readonly autoComplete: boolean;
  /** The client reports each chunk that it has sent, whether or not the store tells of it. */
  readonly reportsChunks: boolean;
}

/**
 * The one place that decides how a file's bytes travel. `auto` leaves the choice to the strategies.
 * @throws DomainError strategy_not_applicable; store_unavailable where it depends on the store, which is
 *   not known yet
 */
export function chooseStrategy(
  strategies: TransferStrategies,
  store: StoreProfileSource,
  plan: ChunkPlan,
  { strategy, autoComplete, reportsChunks }: StrategyWish,
): TransferStrategy {
  const chosen =
    strategy === 'auto'
      ? strategies.choose(plan, {
          autoComplete,
          partsAreSure: reportsChunks && store.profile !== 'none',
        })
      : strategies.get(strategy);
  chosen.assertCarries(plan);
  assertHeldTo(chosen, store);
  return chosen;
}

/**
 * What cannot be read back before the file is published has to be held to its digests by the store.
 * @throws DomainError strategy_not_applicable, store_unavailable where the store is not known yet
 */
export function assertHeldTo(strategy: TransferStrategy, store: StoreProfileSource): void {
  if (strategy.chunksAreObjects || store.profile !== 'none') return;
  throw fieldError(
    'strategy_not_applicable',
    'strategy',
    `This store cannot hold what "${strategy.name}" sends to its digests: use "chunks".`,
  );
}
