import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { launchLine } from '@waybill/stack';
import getPort from 'get-port';
import { waitUntil } from './wait-until.js';

/** Of Debian's package, as the local stack has it. */
const PROGRAM = 'redis-server';

/** A Redis of one test's own, which it can fill, stop and starve without disturbing others. */
export class TestRedis {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  static async start(): Promise<TestRedis> {
    const port = await getPort({ host: '127.0.0.1' });
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
    const args = [...settings, '--appendonly', 'no'];
    const [command, line] = launchLine({ command: PROGRAM, args, deathSignal: 'KILL' });
    const child = spawn(command, line, { stdio: 'ignore' });
    const redis = new TestRedis(child, port);
    await waitUntil('Redis', async () =>
      redis.ask('PING').then(
        (answer) => answer.startsWith('+PONG'),
        () => false,
      ),
    );
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends one inline command. @returns the beginning of Redis' answer, as it is on the wire */
  async ask(command: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      socket.write(`${command}\r\n`);
      const signal = AbortSignal.timeout(10_000);
      const [data] = (await once(socket, 'data', { signal })) as [Buffer];
      return data.toString();
    } finally {
      socket.destroy();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
