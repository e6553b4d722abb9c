/** The keys beside the list that MinIO pushes to. They lie on MinIO's Redis, so they say whose they are. */
export class ListKeys {
  constructor(readonly source: string) {}

  /** The set of all consumers that may hold messages. Its name in Redis is older than theirs. */
  get consumers(): string {
    return `${this.source}:waybill:poppers`;
  }

  /** What a consumer has taken, and not done yet. */
  taken(consumer: string): string {
    return `${this.source}:waybill:taken:${consumer}`;
  }

  /** Expires when the consumer shows no life. */
  alive(consumer: string): string {
    return `${this.source}:waybill:alive:${consumer}`;
  }

  /** For the scripts, in their order. */
  of(consumer: string): readonly [string, string, string, string] {
    return [this.source, this.taken(consumer), this.alive(consumer), this.consumers];
  }
}
