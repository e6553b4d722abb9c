import { Injectable } from '@nestjs/common';
import { type JournalEntry, type Page, TenantData } from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';

/** What happened to a file, oldest first. */
@Injectable()
export class ReadJournal {
  constructor(private readonly data: TenantData) {}

  /** @throws DomainError file_not_found */
  async execute(
    ref: OwnFile,
    query: { readonly limit: number; readonly after?: string },
  ): Promise<Page<JournalEntry, string>> {
    const file = await requireFile(this.data, ref);
    return this.data.of(ref.tenantId).journal.timeline(file.id, query);
  }
}
