import { Pool } from 'undici';

export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

export interface Answers {
  readonly units: number;
  readonly seconds: number;
  /** Milliseconds that each answer took, in no order. */
  readonly times: readonly number[];
}

/** Many callers of one server, each of whom asks again as soon as it has its answer. */
export class HttpLoad {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly token: string,
    private readonly callers: number,
  ) {
    this.pool = new Pool(url, { connections: callers, pipelining: 1 });
  }

  /**
   * Asks until `next` has no more, or so many milliseconds are over.
   * @throws Error for an answer that is not a 2xx
   */
  async run(next: () => Ask | undefined, ms = Number.POSITIVE_INFINITY): Promise<Answers> {
    const times: number[] = [];
    const started = performance.now();
    const caller = async (): Promise<void> => {
      for (let asked = started; asked - started < ms; asked = performance.now()) {
        const ask = next();
        if (!ask) return;
        await this.ask(ask);
        times.push(performance.now() - asked);
      }
    };
    await Promise.all(Array.from({ length: this.callers }, caller));
    return { units: times.length, seconds: (performance.now() - started) / 1_000, times };
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  /** @throws Error for an answer that is not a 2xx */
  async ask(ask: Ask): Promise<void> {
    await (await this.send(ask)).dump();
  }

  /** @returns the answer's JSON @throws as {@link ask} does */
  async answer<Body>(ask: Ask): Promise<Body> {
    return (await (await this.send(ask)).json()) as Body;
  }

  private async send({ method, path, body }: Ask) {
    const { statusCode, body: answer } = await this.pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body,
    });
    if (statusCode < 300) return answer;
    throw new Error(`${method} ${path} gave ${statusCode}: ${await answer.text()}`);
  }
}
