/**
 * Whether a process wants to hear a channel just now. What is told to nobody need not be told, and
 * Redis knows who listens: see `RedisEventPublisher`.
 */
export class ChannelDemand {
  private holders = 0;
  private follow: (wanted: boolean) => Promise<void> = () => Promise.resolve();

  constructor(readonly pattern: string) {}

  get wanted(): boolean {
    return this.holders > 0;
  }

  /** @param follow begins or ends to listen; never rejects */
  followedBy(follow: (wanted: boolean) => Promise<void>): void {
    this.follow = follow;
  }

  /**
   * Resolves once the channel is heard, or cannot be now: it will be as soon as Redis is there.
   * @returns what ends it, of effect once
   */
  async hold(): Promise<() => void> {
    this.holders += 1;
    // Whoever comes second must not begin before the first is heard either.
    await this.follow(true);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holders -= 1;
      if (!this.wanted) void this.follow(false);
    };
  }
}
