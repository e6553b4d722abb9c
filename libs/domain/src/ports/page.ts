/** One page of a list; `next` is where the following page starts, absent on the last one. */
export interface Page<Item, Next> {
  readonly items: readonly Item[];
  readonly next?: Next;
}
