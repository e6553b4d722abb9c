import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchLine } from '@waybill/stack';
import { WORKSPACE } from './build-folder.js';

/**
 * One of our built apps as a process of its own, so that it can be stopped, killed and multiplied.
 * It lives no longer than we do, however we die.
 */
export class AppProcess {
  private static readonly living = new Set<AppProcess>();
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    }
  }

  /**
   * Starts `apps/<app>/dist/main.js` and waits until it is ready.
   * @param folder of the build
   */
  static async start(
    app: string,
    port: number,
    env: Record<string, string>,
    folder = WORKSPACE,
  ): Promise<AppProcess> {
    return AppProcess.run(`node --enable-source-maps apps/${app}/dist/main.js`, port, env, folder);
  }

  /** Starts one of our apps by a line as people type it, and waits until it is ready. */
  static async run(
    line: string,
    port: number,
    env: Readonly<Record<string, string>>,
    folder = WORKSPACE,
  ): Promise<AppProcess> {
    const [program = '', ...words] = line.trim().split(/\s+/u);
    // The Node that runs the tests, whichever the PATH has.
    const ours = program === 'node' ? process.execPath : program;
    const [command, args] = launchLine({ command: ours, args: words, deathSignal: 'KILL' });
    const child = spawn(command, args, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        WAYBILL_HTTP_HOST: '127.0.0.1',
        WAYBILL_HTTP_PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const app_ = new AppProcess(child, `http://127.0.0.1:${port}`);
    AppProcess.living.add(app_);
    child.once('exit', () => AppProcess.living.delete(app_));
    await app_.ready(line);
    return app_;
  }

  /** Ends all that this process has started, the ones that are still starting too. */
  static async endAll(signal: NodeJS.Signals): Promise<void> {
    await Promise.all([...AppProcess.living].map((app) => app.stop(signal)));
  }

  get log(): string {
    return this.output;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** From now on nobody reads what the process says, and its pipes are broken. */
  loseLogReader(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The process did not start.');
    return this.child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends the process and waits until it is gone. @returns its exit code, null after a signal */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(timer);
    return this.child.exitCode;
  }

  private async ready(line: string): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) break;
      const signal = AbortSignal.timeout(5_000);
      const ok = await fetch(`${this.url}/health/ready`, { signal }).then(
        (response) => response.ok,
        () => false,
      );
      if (ok) return;
      await sleep(100);
    }
    await this.stop('SIGKILL');
    throw new Error(`${line} did not become ready:\n${this.output.slice(-4_000)}`);
  }
}
