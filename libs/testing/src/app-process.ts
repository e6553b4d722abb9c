import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** One of our built apps as a process of its own, so that it can be stopped, killed and multiplied. */
export class AppProcess {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    }
  }

  /** Starts `apps/<app>/dist/main.js` and waits until it is ready. */
  static async start(app: string, port: number, env: Record<string, string>): Promise<AppProcess> {
    const child = spawn('node', ['--enable-source-maps', `apps/${app}/dist/main.js`], {
      cwd: WORKSPACE,
      env: {
        PATH: process.env['PATH'],
        WAYBILL_HTTP_HOST: '127.0.0.1',
        WAYBILL_HTTP_PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const app_ = new AppProcess(child, `http://127.0.0.1:${port}`);
    await app_.ready(app);
    return app_;
  }

  get log(): string {
    return this.output;
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

  private async ready(app: string): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) break;
      const ok = await fetch(`${this.url}/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (ok) return;
      await sleep(100);
    }
    await this.stop('SIGKILL');
    throw new Error(`${app} did not become ready:\n${this.output.slice(-4_000)}`);
  }
}
