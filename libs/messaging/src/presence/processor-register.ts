import { withDeadline } from '../connection/deadline.js';
import type { ProducerConnection } from '../connection/producer-connection.js';

/** Milliseconds: a processor that has not told of itself for this long is taken for gone. */
const LIFE_MS = 15_000;

/** What a processor says of itself. */
export interface ProcessorState {
  /** Of this process alone. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly roles: readonly string[];
  /** RFC 3339. */
  readonly startedAt: string;
  /** Jobs in hand, by queue. */
  readonly busy: Readonly<Record<string, number>>;
}

/**
 * Which processors are alive, in Redis: a set of their ids, and of each what it says of itself, which
 * goes away by itself where nobody says it again.
 */
export class ProcessorRegister {
  /** @param prefix before the keys in Redis */
  constructor(
    private readonly connection: Pick<ProducerConnection, 'redis' | 'ready'>,
    private readonly prefix: string,
    private readonly lifeMs = LIFE_MS,
  ) {}

  /** To be repeated well within the 15 seconds that it lasts. @throws where Redis does not answer in time */
  async tell(state: ProcessorState, deadlineMs: number): Promise<void> {
    await this.connection.ready(deadlineMs);
    await withDeadline(this.write(state), deadlineMs, 'Telling who is alive');
  }

  async leave(id: string): Promise<void> {
    await this.connection.redis.multi().srem(this.all, id).del(this.one(id)).exec();
  }

  /** @returns those that are alive, the oldest first @throws where Redis does not answer in time */
  async list(deadlineMs: number): Promise<readonly ProcessorState[]> {
    await this.connection.ready(deadlineMs);
    return withDeadline(this.read(), deadlineMs, 'Reading who is alive');
  }

  private async write(state: ProcessorState): Promise<void> {
    await this.connection.redis
      .multi()
      .sadd(this.all, state.id)
      .set(this.one(state.id), JSON.stringify(state), 'PX', this.lifeMs)
      .exec();
  }

  private async read(): Promise<readonly ProcessorState[]> {
    const { redis } = this.connection;
    const ids = await redis.smembers(this.all);
    if (ids.length === 0) return [];
    const told = await redis.mget(ids.map((id) => this.one(id)));
    const gone = ids.filter((_, index) => told[index] === null);
    if (gone.length > 0) await redis.srem(this.all, ...gone);
    return told
      .flatMap((text) => (text === null ? [] : [JSON.parse(text) as ProcessorState]))
      .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  }

  private get all(): string {
    return `${this.prefix}:processors`;
  }

  private one(id: string): string {
    return `${this.prefix}:processor:${id}`;
  }
}
