import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess, StackError, type ServerFiles } from '@waybill/stack';
import type { StatusTerminal } from '../terminal.js';
import { seconds } from '../terminal.js';
import { workspaceRoot } from '../workspace.js';
import { appEnvironment, type App } from './apps.js';
import type { Variables } from '../node-script.js';
import { RestartPolicy } from './restart-policy.js';

export interface SupervisedAppOptions {
  app: App;
  env: Variables;
  files: ServerFiles;
  terminal: StatusTerminal;
}

/** An app as a process that is started again when it ends by itself, a few times. */
export class SupervisedApp {
  /** Resolves when it has ended too often. */
  readonly failure: Promise<Error>;
  private fail!: (error: Error) => void;
  private process: ServerProcess;
  private readonly policy = new RestartPolicy();
  private readonly stopping = new AbortController();
  private restarting = false;

  constructor(private readonly options: SupervisedAppOptions) {
    this.failure = new Promise((resolve) => (this.fail = resolve));
    this.process = this.launch();
  }

  get name(): string {
    return this.options.app.name;
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** @throws StackError with the end of its log; a first start that fails is not tried again. */
  async untilReady(deadlineMs: number): Promise<void> {
    const url = `${this.options.app.url}/health/ready`;
    await this.process.untilReady(() => isOk(url), deadlineMs);
    void this.supervise();
  }

  async stop(how: { patience?: boolean } = {}): Promise<void> {
    this.stopping.abort();
    await this.process.stop(how);
  }

  /** Ends it, and starts it again from what is built now. */
  async restart(): Promise<void> {
    this.restarting = true;
    await this.process.stop();
  }

  private launch(): ServerProcess {
    const { app, env, files } = this.options;
    return ServerProcess.start(
      {
        name: app.name,
        command: process.execPath,
        args: ['--enable-source-maps', app.script],
        env: appEnvironment(app, env),
        cwd: workspaceRoot,
        // Its servers are ended in the same moment: there is nothing left to finish in good order.
        deathSignal: 'KILL',
        stopSignal: 'SIGTERM',
        stopDeadlineMs: 15_000,
      },
      files,
    );
  }

  private async supervise(): Promise<void> {
    const { app, terminal } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const begun = performance.now();
      await this.process.exited;
      if (signal.aborted) return;
      if (this.restarting) {
        this.restarting = false;
        this.process = this.launch();
        continue;
      }
      const failure = this.process.failure();
      const delay = this.policy.next(performance.now() - begun);
      if (delay === undefined) {
        this.fail(new StackError(`${app.name} keeps ending. ${failure.message}`));
        return;
      }
      terminal.line(`\n${failure.message}\n\nStarting ${app.name} again in ${seconds(delay)}.`);
      await sleep(delay, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) this.process = this.launch();
    }
  }
}

async function isOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
