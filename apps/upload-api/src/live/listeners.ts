/** Listeners by what they listen to. */
export class Listeners<Listener> {
  private readonly byTopic = new Map<string, Set<Listener>>();

  /** @returns the way to take the listener off again */
  add(topic: string, listener: Listener): () => void {
    const set = this.byTopic.get(topic) ?? new Set();
    this.byTopic.set(topic, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.byTopic.get(topic) === set) this.byTopic.delete(topic);
    };
  }

  of(topic: string): Listener[] {
    return [...(this.byTopic.get(topic) ?? [])];
  }
}
