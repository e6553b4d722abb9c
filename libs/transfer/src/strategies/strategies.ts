import {
  type AutoOptions,
  DomainError,
  fieldError,
  TransferStrategies,
  type ChunkPlan,
  type TransferStrategy,
} from '@waybill/domain';
import { ChunksStrategy, type ChunksPorts } from './chunks/chunks-strategy.js';
import { MultipartStrategy, type MultipartPorts } from './multipart/multipart-strategy.js';
import { SingleStrategy, type SingleOptions, type SinglePorts } from './single/single-strategy.js';
import type { RegisteredStrategy } from './strategy.js';

/** Every port that any strategy calls; each takes its own few of them. */
export type TransferPorts = ChunksPorts & MultipartPorts & SinglePorts;

/** UploadPartCopy calls under way at once, for one file: 8 unless told; finals sealed where seen to be. */
export type TransferOptions = Partial<SingleOptions>;

/** In the order in which `auto` asks them; the last one takes what no other wants. */
export function registeredStrategies(
  ports: TransferPorts,
  told: TransferOptions = {},
): readonly RegisteredStrategy[] {
  const options = { copyConcurrency: 8, sealsFinals: () => false, ...told };
  return [
    new SingleStrategy(ports, options),
    new MultipartStrategy(ports, options),
    new ChunksStrategy(ports, options),
  ];
}

export function createTransferStrategies(
  ports: TransferPorts,
  told?: TransferOptions,
): TransferStrategies {
  return new AutoStrategies(registeredStrategies(ports, told));
}

/** The strategies by name, and the first that suits a plan. */
export class AutoStrategies extends TransferStrategies {
  constructor(private readonly strategies: readonly RegisteredStrategy[]) {
    super();
  }

  override get(name: string): TransferStrategy {
    const found = this.strategies.find((strategy) => strategy.name === name);
    if (found) return found;
    const names = this.strategies.map((strategy) => `"${strategy.name}"`).join(', ');
    throw fieldError(
      'strategy_not_applicable',
      'strategy',
      `There is no strategy "${name}"; there are ${names}.`,
    );
  }

  override all(): readonly TransferStrategy[] {
    return this.strategies;
  }

  override choose(plan: ChunkPlan, options: AutoOptions): TransferStrategy {
    const suited = this.strategies.find((strategy) => strategy.suitsAuto(plan, options));
    if (suited) return suited;
    throw new DomainError('strategy_not_applicable', 'No strategy can carry this plan.');
  }
}
