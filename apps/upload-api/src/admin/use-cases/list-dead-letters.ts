import type { DeadLetter, DeadLetterRepository } from '@waybill/domain';

export interface DeadLetters {
  /** Newest first. */
  readonly items: readonly DeadLetter[];
  /** Of all there are. */
  readonly total: number;
  /** Where the next page starts. */
  readonly next?: string;
}

export class ListDeadLetters {
  constructor(private readonly deadLetters: DeadLetterRepository) {}

  async execute(query: { readonly limit: number; readonly before?: string }): Promise<DeadLetters> {
    const [letters, total] = await Promise.all([
      // One more than asked for tells whether there is a next page.
      this.deadLetters.list({ ...query, limit: query.limit + 1 }),
      this.deadLetters.count(),
    ]);
    const items = letters.slice(0, query.limit);
    const last = items.at(-1);
    return letters.length > query.limit && last
      ? { items, total, next: last.id }
      : { items, total };
  }
}
