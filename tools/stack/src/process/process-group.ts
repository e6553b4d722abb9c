import type { DataFolder } from '../data-folder.js';
import { runTool, type ToolOptions } from './run-tool.js';
import { ServerProcess, type ServerSpec } from './server-process.js';

/** The processes of one part of the stack, known from their first moment, so that any can be stopped. */
export class ProcessGroup {
  readonly servers: ServerProcess[] = [];
  /** Resolves when a server ends that nobody asked to. */
  readonly failure: Promise<Error>;
  private fail!: (error: Error) => void;
  private hasStopped = false;

  constructor(
    readonly folder: DataFolder,
    private readonly signal?: AbortSignal,
  ) {
    this.failure = new Promise((resolve) => (this.fail = resolve));
    signal?.addEventListener('abort', () => void this.stop());
  }

  server(spec: ServerSpec): ServerProcess {
    this.signal?.throwIfAborted();
    if (this.hasStopped) throw new Error(`${spec.name} was to start after the stop`);
    const files = { logFile: this.folder.log(spec.name), pidFile: this.folder.pid(spec.name) };
    const server = ServerProcess.start(spec, files);
    this.servers.push(server);
    void server.exited.then(() => {
      if (!server.isStopping) this.fail(server.failure());
    });
    return server;
  }

  tool(command: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
    this.signal?.throwIfAborted();
    return runTool(command, args, { ...options, ...(this.signal && { signal: this.signal }) });
  }

  /** In the reverse order of their start; without patience all at once. */
  async stop({ patience = true } = {}): Promise<void> {
    this.hasStopped = true;
    const servers = this.servers.toReversed();
    if (!patience) await Promise.all(servers.map((server) => server.stop({ patience })));
    for (const server of servers) await server.stop();
  }
}
