import type { ChunkPlan, TransferStrategies, TransferStrategy } from '@waybill/domain';

export type AutoOptions = Parameters<TransferStrategies['choose']>[1];

/** What the registry asks of a strategy beside the port. */
export interface RegisteredStrategy extends TransferStrategy {
  /** True where `auto` means this strategy, unless one that was asked before it has said so. */
  suitsAuto(plan: ChunkPlan, options: AutoOptions): boolean;
}
