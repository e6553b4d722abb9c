import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launchLine } from '@waybill/stack';
import { WORKSPACE } from '@waybill/testing';
import type { Dice } from '../random.js';
import { Ledger } from './ledger.js';
import type { ClientMessage } from './message.js';

/** Milliseconds that a client has for the file in its hands: more than its own patience. */
const LAST_FILE = 200_000;

export interface ClientTarget {
  readonly url: string;
  readonly apiKey: string;
}

/** Processes that upload all the time; one that is killed is replaced. */
export class Clients {
  readonly ledger = new Ledger();
  private readonly running = new Set<ChildProcess>();
  private started = 0;

  constructor(
    private readonly target: ClientTarget,
    private readonly count: number,
    private readonly seed: number,
  ) {}

  /** As many as there are to be. */
  fill(): void {
    while (this.running.size < this.count) this.start();
  }

  kill(dice: Dice): void {
    const victim = dice.pick([...this.running]);
    this.running.delete(victim);
    victim.kill('SIGKILL');
  }

  /** Each finishes the file in its hands. */
  async finish(): Promise<void> {
    await Promise.all(
      [...this.running].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), LAST_FILE);
        await gone;
        clearTimeout(timer);
      }),
    );
  }

  private start(): void {
    this.started += 1;
    const seed = String(this.seed * 1_000 + this.started);
    const program = join(WORKSPACE, 'tools/chaos/src/clients/main.ts');
    const node = ['--conditions=@waybill/source', '--import', 'tsx', program];
    const [command, args] = launchLine({
      command: process.execPath,
      args: [...node, this.target.url, this.target.apiKey, seed],
      deathSignal: 'KILL',
    });
    const child = spawn(command, args, { cwd: WORKSPACE, stdio: ['ignore', 'pipe', 'inherit'] });
    this.running.add(child);
    child.once('exit', (code) => {
      // One that ends by itself is a fault of the client.
      if (this.running.delete(child) && code !== 0) {
        this.ledger.note({ told: 'gave up', error: `a client ended with ${code}` });
      }
    });
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.ledger.note(JSON.parse(line) as ClientMessage),
    );
  }
}
