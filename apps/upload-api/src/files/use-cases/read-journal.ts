import { Injectable } from '@nestjs/common';
import { FileRepository, Journal, type JournalEntry, type Page } from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';

/** What happened to a file, oldest first. */
@Injectable()
export class ReadJournal {
  constructor(
    private readonly files: FileRepository,
    private readonly journal: Journal,
  ) {}

  /** @throws DomainError file_not_found */
  async execute(
    ref: OwnFile,
    query: { readonly limit: number; readonly after?: string },
  ): Promise<Page<JournalEntry, string>> {
    const file = await requireFile(this.files, ref);
    return this.journal.timeline(file.id, query);
  }
}
