import { Injectable } from '@nestjs/common';
import {
  type DeadLetter,
  DeadLetterAdmin,
  type DeadLetterReason,
  type LetterFilter,
} from '@waybill/domain';

export interface DeadLetters {
  /** Newest first. */
  readonly items: readonly DeadLetter[];
  /** Of all that fit, on whichever page. */
  readonly byReason: Partial<Record<DeadLetterReason, number>>;
  /** Where the next page starts. */
  readonly next?: string;
}

@Injectable()
export class ListDeadLetters {
  constructor(private readonly deadLetters: DeadLetterAdmin) {}

  async execute(
    filter: LetterFilter,
    page: { readonly limit: number; readonly before?: string },
  ): Promise<DeadLetters> {
    const [letters, byReason] = await Promise.all([
      // One more than asked for tells whether there is a next page.
      this.deadLetters.list(filter, { ...page, limit: page.limit + 1 }),
      this.deadLetters.countByReason(filter),
    ]);
    const items = letters.slice(0, page.limit);
    const last = items.at(-1);
    return letters.length > page.limit && last
      ? { items, byReason, next: last.id }
      : { items, byReason };
  }
}
