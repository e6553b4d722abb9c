import type { FileEventType } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { PgJournal } from '../journal/pg-journal.js';

export interface Told {
  readonly type: FileEventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the journal tells of a file after its creation, oldest first. */
export async function storyOf(source: DataSource, fileId: string): Promise<Told[]> {
  const { items } = await new PgJournal(source).timeline(fileId, { limit: 1_000 });
  return items.slice(1).map(({ type, data }) => ({ type, data }));
}
