import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { StackError } from '../errors.js';
import { identify } from './identity.js';
import { launchLine, type Launch } from './launch.js';
import { logTail } from './log-tail.js';
import { waitUntil } from './wait.js';

export interface ServerSpec extends Launch {
  name: string;
  stopSignal: NodeJS.Signals;
  /** For when nobody wants to wait; SIGKILL unless the server knows a better one. */
  forceSignal?: NodeJS.Signals;
  /** Milliseconds between the request to stop and SIGKILL. */
  stopDeadlineMs: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

export interface ServerFiles {
  /** Both output streams are appended to it. */
  logFile: string;
  /** Says which process is the server, for the start that follows a crash. */
  pidFile: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server that lives no longer than we do and whose output goes to a file. */
export class ServerProcess {
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;
  /** Whether its end was asked for. */
  isStopping = false;

  private constructor(
    private readonly spec: ServerSpec,
    private readonly files: ServerFiles,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise((resolve) => {
      const ended = (exit: Exit) => {
        this.exit = exit;
        rmSync(files.pidFile, { force: true });
        resolve(exit);
      };
      child.once('exit', (code, signal) => ended({ code, signal }));
      child.once('error', () => ended({ code: null, signal: null }));
    });
  }

  static start(spec: ServerSpec, files: ServerFiles): ServerProcess {
    const [command, args] = launchLine(spec);
    const log = openSync(files.logFile, 'a', 0o600);
    try {
      const child = spawn(command, args, {
        // Own session: Ctrl-C at the terminal reaches us alone, and we stop servers in order.
        detached: true,
        stdio: ['ignore', log, log],
        env: spec.env ?? process.env,
        cwd: spec.cwd,
      });
      if (child.pid) writeFileSync(files.pidFile, JSON.stringify(identify(child.pid)));
      return new ServerProcess(spec, files, child);
    } finally {
      closeSync(log);
    }
  }

  get name(): string {
    return this.spec.name;
  }

  get logFile(): string {
    return this.files.logFile;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** @throws StackError with the end of its log when it exits instead, or is not ready in time. */
  async untilReady(isReady: () => boolean | Promise<boolean>, deadlineMs = 60_000): Promise<void> {
    const settled = await waitUntil(() => this.exit !== undefined || isReady(), { deadlineMs });
    if (this.exit) throw this.failure();
    if (!settled) throw this.failure(`was not ready in ${deadlineMs} ms`);
  }

  /** Says what happened, with the end of the log, where the reason is far more often than not. */
  failure(what = `ended: ${describeExit(this.exit)}`): StackError {
    const { name, logFile } = this;
    return new StackError(`${name} ${what}. The end of ${logFile}:\n${logTail(logFile)}`);
  }

  /** Asks it to stop and, past the deadline, makes it. Resolves once it is gone. */
  async stop({ patience = true } = {}): Promise<void> {
    if (this.exit) return;
    this.isStopping = true;
    const { stopSignal, forceSignal = 'SIGKILL', stopDeadlineMs } = this.spec;
    this.child.kill(patience ? stopSignal : forceSignal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), stopDeadlineMs);
    await this.exited;
    clearTimeout(force);
  }
}

function describeExit(exit: Exit | undefined): string {
  if (exit?.signal) return `signal ${exit.signal}`;
  return typeof exit?.code === 'number' ? `exit code ${exit.code}` : 'it could not be started';
}
