import { DomainError, type ErrorCode } from '@waybill/domain';
import type { Random } from './random.js';
import type { SimProcess } from './sim-process.js';
import type { VirtualTime } from './time/virtual-time.js';
import type { Trace } from './trace.js';
import type { Weather } from './weather.js';

/** What processes call. */
export type System = 'database' | 'queue' | 'store';

const UNAVAILABLE: Readonly<Record<System, ErrorCode>> = {
  database: 'database_unavailable',
  queue: 'queue_unavailable',
  store: 'store_unavailable',
};

/** Milliseconds. */
const USUAL = 8;
const LONGEST = 4_000;

/** Every call from a process to something else. It can fail before its effect, and after. */
export class Network {
  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly weather: Weather,
    private readonly trace: Trace,
  ) {}

  latency(): number {
    if (this.weather.strikes('callHangs')) return this.random.between(USUAL, LONGEST);
    return this.random.between(1, USUAL);
  }

  /** Whoever has died in between never hears of it; what it has asked for may be done all the same. */
  call<Result>(
    process: SimProcess,
    system: System,
    name: string,
    effect: () => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!process.alive) return;
      this.time.after(this.latency(), () => {
        if (!process.alive && this.random.chance(0.5)) return;
        this.trace.count('calls');
        const fails = this.weather.strikes('callFails');
        if (fails && this.random.chance(0.5)) {
          this.trace.count('failed before');
          this.trace.tell(() => `${process.name} ${system}.${name} fails`);
          if (process.alive) reject(unavailable(system));
          return;
        }
        this.trace.tell(() => `${process.name} ${system}.${name}`);
        const done = effect();
        this.answer(process, () => {
          if (fails) {
            this.trace.count('failed after');
            this.trace.tell(() => `${process.name} ${system}.${name} is done, but fails`);
            void done.catch(() => undefined);
            reject(unavailable(system));
          } else resolve(done);
        });
        void done.catch(() => undefined);
      });
    });
  }

  /** A port whose every method is a call. */
  remote<Port extends object>(process: SimProcess, system: System, port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.call(process, system, String(name), () =>
            (member as (...args: unknown[]) => Promise<unknown>).apply(target, args),
          );
      },
    });
  }

  /**
   * Mostly in the same breath, which is cheaper; a crash between the two needs the other way, and
   * there is none once the weather has cleared.
   */
  private answer(process: SimProcess, tell: () => void): void {
    const late = () => {
      if (process.alive) tell();
    };
    if (this.weather.clear || this.random.chance(0.6)) late();
    else this.time.after(this.latency(), late);
  }
}

function unavailable(system: System): DomainError {
  return new DomainError(UNAVAILABLE[system], `The ${system} does not answer.`);
}
