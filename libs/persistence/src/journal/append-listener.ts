import type { PgClient } from '../connection/pg-driver.js';

/** What the trigger on `journal` notifies. */
const CHANNEL = 'waybill_journal';

/** Milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/**
 * Milliseconds. A connection that a firewall forgot, or whose server is stopped, says nothing at
 * all; only a question that is not answered shows it.
 */
const HEARTBEAT = 10_000;

/**
 * Keeps one connection that listens for appended journal rows. When it breaks, another is made;
 * what was notified meanwhile is lost, so `wake` is called once after that.
 */
export class AppendListener {
  private client: PgClient | undefined;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(
    private readonly makeClient: () => PgClient,
    private readonly wake: () => void,
  ) {}

  /** Resolves after the first attempt to connect; a failed one is repeated in the background. */
  async start(): Promise<void> {
    await this.connect(false);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.drop();
  }

  private async connect(wakeAfter: boolean): Promise<void> {
    const client = this.makeClient();
    // Without a listener for it an error event ends the process.
    client.on('error', () => undefined);
    client.on('end', () => {
      this.reconnect(client);
    });
    client.on('notification', () => {
      if (!this.stopped) this.wake();
    });
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      this.reconnect(client);
      return;
    }
    if (this.stopped || this.client !== client) {
      await this.end(client);
      return;
    }
    this.failures = 0;
    this.beat(client);
    if (wakeAfter) this.wake();
  }

  private beat(client: PgClient): void {
    this.timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => {
          if (this.client === client) this.beat(client);
        },
        () => {
          this.reconnect(client);
        },
      );
    }, HEARTBEAT);
    this.timer.unref();
  }

  private reconnect(broken: PgClient): void {
    // Of one broken connection this is told more than once.
    if (this.stopped || this.client !== broken) return;
    void this.drop();
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    this.timer = setTimeout(() => void this.connect(true), pause * (0.5 + Math.random() / 2));
  }

  private async drop(): Promise<void> {
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    if (client) await this.end(client);
  }

  /** `end` says goodbye and waits for the server to hang up, which a stopped one never does. */
  private async end(client: PgClient): Promise<void> {
    const goodbye = client.end().catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FIRST_PAUSE);
    });
    await Promise.race([goodbye, enough]);
    clearTimeout(timer);
    client.connection.stream.destroy();
  }
}
