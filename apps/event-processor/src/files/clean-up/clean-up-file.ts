import {
  type FileRepository,
  type FileStatus,
  isSettled,
  type TransferStrategies,
  type TransferStrategy,
} from '@waybill/domain';
import type { Logger } from '@waybill/observability';

export interface CleanupPorts {
  readonly files: Pick<FileRepository, 'find'>;
  readonly strategies: Pick<TransferStrategies, 'get'>;
}

/**
 * A file that expires has no finished object, unless its database forgot that it was completed: it was
 * restored from a backup. What a client sends by one PUT is no proof of that, as it lies at the final
 * key from the start.
 */
function keepsFinal(status: FileStatus, strategy: TransferStrategy): boolean {
  return status === 'completed' || (status === 'expired' && !strategy.sendsFinalObject);
}

/**
 * Removes what a file that is at its end has left in the store: what its transfer needed always, and
 * the finished object of a file that has no use for one. Safe to repeat.
 */
export class CleanUpFile {
  constructor(
    private readonly ports: CleanupPorts,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError store_unavailable, database_unavailable */
  async execute(fileId: string): Promise<void> {
    const file = await this.ports.files.find({ fileId });
    if (!file || !isSettled(file.status)) return;
    const { status } = file;
    const strategy = this.ports.strategies.get(file.strategy);
    await strategy.discard(file, { keepFinal: keepsFinal(status, strategy) });
    this.logger.info({ fileId, status, strategy: strategy.name }, 'cleaned up after a file');
  }
}
