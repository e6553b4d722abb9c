import { Inject, Injectable } from '@nestjs/common';
import { canBecome, FileRepository, Log, TenantRemoval, TransferStrategies } from '@waybill/domain';

const TENANTS = 10;
/** Files of one tenant in one run: each is a few calls to the store. */
const FILES = 500;
/** Rows of one statement, and statements of one run. */
const ROWS = 5_000;
const STATEMENTS = 20;

/**
 * Deletes tenants with everything of theirs, so much in one run: ends their files, clears what these have
 * in the store once their last URL has ended, and removes the rows then, the tenant's at last. Safe to
 * repeat, and to stop anywhere.
 */
@Injectable()
export class DeleteTenants {
  constructor(
    private readonly removal: TenantRemoval,
    @Inject(FileRepository) private readonly files: Pick<FileRepository, 'change' | 'find'>,
    @Inject(TransferStrategies) private readonly strategies: Pick<TransferStrategies, 'get'>,
    private readonly logger: Log,
  ) {}

  /** @throws DomainError store_unavailable, database_unavailable: the next run goes on */
  async execute(): Promise<void> {
    for (const tenantId of await this.removal.tenants(TENANTS)) {
      for (const fileId of await this.removal.openFiles(tenantId, FILES)) await this.end(fileId);
      for (const fileId of await this.removal.endedFiles(tenantId, FILES))
        await this.remove(fileId);
      if (await this.removeRest(tenantId))
        this.logger.info({ tenantId }, 'a tenant is deleted with everything of its own');
    }
  }

  /** The clean-up that follows from the journal removes its objects. */
  private async end(fileId: string): Promise<void> {
    await this.files.change({ fileId }, ({ status }) => {
      const end = status === 'completed' ? 'deleted' : 'aborted';
      return canBecome(status, end) ? { status: end } : undefined;
    });
  }

  private async remove(fileId: string): Promise<void> {
    const file = await this.files.find({ fileId });
    if (!file) return;
    await this.strategies.get(file.strategy).discard(file, { keepFinal: false });
    await this.removal.removeFile(fileId);
  }

  private async removeRest(tenantId: string): Promise<boolean> {
    for (let count = 0; count < STATEMENTS; count += 1) {
      if (await this.removal.removeRest(tenantId, ROWS)) return true;
    }
    return false;
  }
}
