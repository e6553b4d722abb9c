/** The keys beside the list that MinIO pushes to. They lie on MinIO's Redis, so they say whose they are. */
export class ListKeys {
  constructor(readonly source: string) {}

  /** The set of all poppers that may hold messages. */
  get poppers(): string {
    return `${this.source}:waybill:poppers`;
  }

  /** What a popper has taken, and not done yet. */
  taken(popper: string): string {
    return `${this.source}:waybill:taken:${popper}`;
  }

  /** Expires when the popper shows no life. */
  alive(popper: string): string {
    return `${this.source}:waybill:alive:${popper}`;
  }

  /** For the scripts, in their order. */
  of(popper: string): readonly [string, string, string, string] {
    return [this.source, this.taken(popper), this.alive(popper), this.poppers];
  }
}
