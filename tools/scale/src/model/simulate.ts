import TinyQueue from 'tinyqueue';
import { Cores } from './cores.js';
import type { Call, Network, Service } from './network.js';

/** Who asks, and when. */
export type Load =
  /** So many callers, each of whom makes the calls of a script, and begins another until none is left. */
  | { readonly callers: number; readonly scripts: number; readonly script: readonly Call[] }
  /** Scripts that begin by chance, so many a second, for so many seconds. */
  | { readonly perSecond: number; readonly seconds: number; readonly script: readonly Call[] };

export interface Outcome {
  /** Of the model's time, until the last work was done. */
  readonly seconds: number;
  readonly scripts: number;
  /** Milliseconds that each script took to its last answer, in rising order. */
  readonly times: readonly number[];
  /** Share of each host's cores that was used. */
  readonly used: Readonly<Record<string, number>>;
}

interface Running {
  readonly script: Script;
  readonly call: Call;
  stage: number;
}

interface Script {
  readonly startedAt: number;
  readonly calls: readonly Call[];
  next: number;
}

interface Waiting {
  busy: number;
  readonly queue: Running[];
  readonly service: Service;
}

/**
 * Plays a load on a network, event by event. Each visit takes its share of chance about its mean,
 * so that queues grow as they do in life.
 * @param random from 0 up to, but not, 1
 */
export function simulate(network: Network, load: Load, random: () => number): Outcome {
  return new Run(network, load, random).play();
}

class Run {
  private now = 0;
  private readonly cores: ReadonlyMap<string, Cores<Running>>;
  private readonly services: ReadonlyMap<string, Waiting>;
  private readonly arrivals = new TinyQueue<number>();
  private readonly times: number[] = [];
  private left: number;

  constructor(
    network: Network,
    private readonly load: Load,
    private readonly random: () => number,
  ) {
    this.cores = new Map(network.hosts.map(({ name, cores }) => [name, new Cores(cores)]));
    this.services = new Map(
      network.services.map((service) => [service.name, { busy: 0, queue: [], service }]),
    );
    this.left = 'callers' in load ? load.scripts : 0;
  }

  play(): Outcome {
    if ('callers' in this.load) {
      for (let caller = 0; caller < this.load.callers; caller++) this.begin();
    } else {
      this.planArrivals(this.load.perSecond, this.load.seconds);
    }
    while (this.step());
    const used = [...this.cores].map(([name, cores]) => [name, cores.used(this.now) / this.now]);
    return {
      seconds: this.now / 1e6,
      scripts: this.times.length,
      times: this.times.sort((a, b) => a - b),
      used: Object.fromEntries(used) as Record<string, number>,
    };
  }

  /** @returns false when nothing is left to happen */
  private step(): boolean {
    let next: Cores<Running> | undefined;
    let at = this.arrivals.peek() ?? Number.POSITIVE_INFINITY;
    for (const cores of this.cores.values()) {
      const doneAt = cores.nextAt();
      if (doneAt >= at) continue;
      at = doneAt;
      next = cores;
    }
    if (at === Number.POSITIVE_INFINITY) return false;
    this.now = at;
    if (next) this.leave(next.finishNext(at));
    else {
      this.arrivals.pop();
      this.start(this.load.script);
    }
    return true;
  }

  private planArrivals(perSecond: number, seconds: number): void {
    for (let at = this.pause(perSecond); at < seconds * 1e6; at += this.pause(perSecond))
      this.arrivals.push(at);
  }

  private pause(perSecond: number): number {
    return (-Math.log(1 - this.random()) * 1e6) / perSecond;
  }

  /** A caller's next script, while there is one. */
  private begin(): void {
    if (this.left === 0) return;
    this.left -= 1;
    this.start(this.load.script);
  }

  private start(calls: readonly Call[]): void {
    this.nextCall({ startedAt: this.now, calls, next: 0 });
  }

  private nextCall(script: Script): void {
    const call = script.calls[script.next++];
    if (call) return this.visit({ script, call, stage: 0 });
    this.times.push((this.now - script.startedAt) / 1_000);
    if ('callers' in this.load) this.begin();
  }

  private visit(running: Running): void {
    const stage = running.call.stages[running.stage];
    if (!stage) return;
    const waiting = this.serviceOf(stage.service);
    if (waiting.busy < waiting.service.threads) this.serve(waiting, running, stage.cpu);
    else waiting.queue.push(running);
  }

  private serve(waiting: Waiting, running: Running, cpu: number): void {
    waiting.busy += 1;
    this.coresOf(waiting.service.host).start(this.now, cpu * (0.5 + this.random()), running);
  }

  private leave(running: Running): void {
    const stage = running.call.stages[running.stage];
    if (!stage) throw new Error('A call ended twice.');
    const waiting = this.serviceOf(stage.service);
    waiting.busy -= 1;
    const following = waiting.queue.shift();
    const cpu = following?.call.stages[following.stage]?.cpu;
    if (following && cpu !== undefined) this.serve(waiting, following, cpu);
    running.stage += 1;
    if (running.stage === running.call.answeredAfter) this.nextCall(running.script);
    this.visit(running);
  }

  private serviceOf(name: string): Waiting {
    const found = this.services.get(name);
    if (!found) throw new Error(`The model has no service ${name}.`);
    return found;
  }

  private coresOf(host: string): Cores<Running> {
    const found = this.cores.get(host);
    if (!found) throw new Error(`The model has no host ${host}.`);
    return found;
  }
}
