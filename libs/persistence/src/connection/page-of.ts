import type { Page } from '@waybill/domain';

/**
 * One page out of rows of which one more than `limit` was asked for: the extra one tells that
 * there is a next page.
 */
export function pageOf<Row, Item, Next>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  startOfNext: (last: Item) => Next,
): Page<Item, Next> {
  const items = rows.slice(0, limit).map(toItem);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: startOfNext(last) };
}
