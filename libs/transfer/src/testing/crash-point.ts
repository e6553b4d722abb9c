/** The process has died here. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Dies at the given call of all that go through it: before it takes effect, or right after. */
export class CrashPoint {
  private calls = 0;
  hit = false;

  constructor(
    private readonly at: number,
    private readonly when: 'before' | 'after',
  ) {}

  /** The same objects, every call of which may be the last one. */
  aroundAll<Ports extends object>(ports: Ports): Ports {
    const wrapped = Object.entries(ports).map(([name, port]) => [
      name,
      typeof port === 'object' && port !== null ? this.around(port as object) : (port as unknown),
    ]);
    return Object.fromEntries(wrapped) as Ports;
  }

  around<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          this.calls += 1;
          const here = this.calls === this.at;
          if (here && this.when === 'before') this.crash(name);
          // Dead is dead: nothing that was under way at the same time has any effect either.
          if (this.hit) throw new Crash('dead');
          const result: unknown = await Reflect.apply(member, target, args);
          if (here) this.crash(name);
          // What the store has done is done, but nobody is there to hear of it.
          if (this.hit) throw new Crash('dead');
          return result;
        };
      },
    });
  }

  private crash(name: string | symbol): never {
    this.hit = true;
    throw new Crash(`at call ${this.at}, ${this.when} ${String(name)}`);
  }
}

/** @returns false when the run ended before it came to the point */
export async function died(run: Promise<unknown>): Promise<boolean> {
  try {
    await run;
    return false;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return true;
  }
}
