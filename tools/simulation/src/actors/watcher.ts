import type { StreamSink, HubScope } from '@waybill/upload-api/use-cases';
import type { ApiReplica } from '../system/api-replica.js';
import type { Surroundings } from '../surroundings.js';
import { ask, refusalOf } from './connection.js';

/** One connection's text, as the client reads it. */
class Connection implements StreamSink {
  closed = false;
  private readonly onCloses: (() => void)[] = [];

  constructor(private readonly read: (text: string) => void) {}

  open(): void {
    // The headers have nothing to read.
  }

  write(text: string): void {
    if (!this.closed) this.read(text);
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.closed) return;
    this.closed = true;
    for (const callback of this.onCloses) callback();
  }

  onClose(callback: () => void): void {
    this.onCloses.push(callback);
  }
}

/** Reads a stream of server-sent events, and connects again with `Last-Event-ID` when it breaks. */
export class Watcher {
  /** Positions of the file events it was told of, in the order in which they came. */
  readonly seen: number[] = [];
  /** Where it began. */
  from: number | undefined;
  private lastEventId: number | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    readonly scope: HubScope,
    private readonly replica: () => ApiReplica | undefined,
    begin?: number,
  ) {
    this.from = begin;
    this.lastEventId = begin;
  }

  async run(): Promise<void> {
    const { time, random, checks } = this.surroundings;
    for (;;) {
      try {
        await this.connect();
      } catch (error) {
        try {
          const refusal = refusalOf(error);
          if (refusal !== undefined) checks.fail('a tenant can watch its files', refusal);
        } catch (unexpected) {
          checks.unexpected('a watcher', unexpected);
        }
      }
      await time.sleep(random.between(50, 800));
    }
  }

  private async connect(): Promise<void> {
    const { time, weather, trace, mutant } = this.surroundings;
    const api = this.replica();
    const sink = new Connection((text) => this.read(text));
    const after =
      this.lastEventId === undefined
        ? undefined
        : (mutant.reconnectAfter?.(this.lastEventId) ?? this.lastEventId);
    const closed = new Promise<void>((resolve) => sink.onClose(resolve));
    api?.process.onEnd(() => sink.destroy());
    try {
      await ask(this.surroundings, api, (replica) => replica.openStream(this.scope, sink, after));
    } catch (error) {
      sink.destroy();
      throw error;
    }
    trace.count('streams opened');
    const stop = time.every(4_000, () => {
      if (weather.strikes('streamCut')) sink.destroy();
    });
    await closed;
    stop();
  }

  private read(text: string): void {
    const { checks, trace, db } = this.surroundings;
    const fields = new Map(
      text.split('\n').map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    const id = fields.get('id');
    const event = fields.get('event');
    if (id !== undefined) {
      this.lastEventId = Number(id);
      this.from ??= Number(id);
    }
    if (event === undefined) return;
    const { fileId = '' } = JSON.parse(fields.get('data') ?? '{}') as { fileId?: string };
    const { tenantId, fileId: only } = this.scope;
    if (db.file(fileId)?.tenantId !== tenantId || (only !== undefined && only !== fileId)) {
      checks.fail('tenants share nothing', `${tenantId} was told ${event} of ${fileId}`);
    }
    trace.count(
      `told ${event === 'chunk.uploaded' || event === 'file.snapshot' ? event : 'event'}`,
    );
    if (id !== undefined && event !== 'file.snapshot') this.seen.push(Number(id));
  }
}
