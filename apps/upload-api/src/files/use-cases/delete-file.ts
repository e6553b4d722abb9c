import { Injectable } from '@nestjs/common';
import { DomainError, isUuid, type File, TenantData } from '@waybill/domain';
import { fileNotFound, type OwnFile } from '../../auth/require-file.js';

/** Removes from the store what a file left there. May take long, and may fail. */
export abstract class StoreSweep {
  abstract sweep(file: File): Promise<void>;
}

/**
 * Aborts an unfinished upload, removes a completed file. What is over already stays as it is. The
 * store is swept at once as far as that works; the clean-up that follows from the journal makes
 * sure of it.
 */
@Injectable()
export class DeleteFile {
  constructor(
    private readonly data: TenantData,
    private readonly store: StoreSweep,
  ) {}

  /** @throws DomainError file_not_found, file_completing; file_completed for an upload token */
  async execute(ref: OwnFile): Promise<void> {
    if (!isUuid(ref.fileId)) throw fileNotFound();
    let changed = false;
    const file = await this.data.of(ref.tenantId).files.change(ref, ({ status }) => {
      if (status === 'aborted' || status === 'deleted' || status === 'expired') return undefined;
      if (ref.createdBy !== undefined && status === 'completed') {
        throw new DomainError('file_completed', 'An upload token removes no completed file.');
      }
      if (status === 'completing') {
        throw new DomainError(
          'file_completing',
          'The file is being completed: delete it when that is done.',
        );
      }
      changed = true;
      return { status: status === 'completed' ? 'deleted' : 'aborted' };
    });
    if (changed) await this.store.sweep(file);
  }
}
