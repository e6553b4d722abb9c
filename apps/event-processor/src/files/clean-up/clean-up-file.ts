import { Inject, Injectable } from '@nestjs/common';
import {
  FileRepository,
  type FileStatus,
  isSettled,
  Log,
  TransferStrategies,
  type TransferStrategy,
} from '@waybill/domain';

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
@Injectable()
export class CleanUpFile {
  constructor(
    @Inject(FileRepository) private readonly files: Pick<FileRepository, 'find'>,
    @Inject(TransferStrategies) private readonly strategies: Pick<TransferStrategies, 'get'>,
    private readonly logger: Log,
  ) {}

  /** @throws DomainError store_unavailable, database_unavailable */
  async execute(fileId: string): Promise<void> {
    const file = await this.files.find({ fileId });
    if (!file || !isSettled(file.status)) return;
    const { status } = file;
    const strategy = this.strategies.get(file.strategy);
    await strategy.discard(file, { keepFinal: keepsFinal(status, strategy) });
    this.logger.info({ fileId, status, strategy: strategy.name }, 'cleaned up after a file');
  }
}
