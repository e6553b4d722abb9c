import type { AutoOptions, ChunkPlan, TransferStrategy } from '@waybill/domain';

/** What the registry asks of a strategy beside the port. */
export interface RegisteredStrategy extends TransferStrategy {
  /** True where `auto` means this strategy, unless one that was asked before it has said so. */
  suitsAuto(plan: ChunkPlan, options: AutoOptions): boolean;
}
