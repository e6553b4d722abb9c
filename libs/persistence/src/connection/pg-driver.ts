import { createRequire } from 'node:module';
import { isNativeError } from 'node:util/types';
import { type Setting, settingOf, SightedQuery } from './sighted-query.js';

export interface PgQuery {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface PgResult {
  readonly rows: readonly unknown[];
}

/** What is used of pg directly; it brings no types of its own. */
export interface PgClient {
  connect(): Promise<unknown>;
  query(query: string | PgQuery): Promise<PgResult>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end' | 'notification', listener: () => void): this;
  readonly connection: { readonly stream: { destroy(error?: Error): void } };
}

interface PgDriver {
  readonly Client: new (options: Readonly<Record<string, unknown>>) => PgClient;
  escapeLiteral(text: string): string;
}

/** Whether the server behind a connection still answers anybody. */
export interface Pulse {
  beats(): Promise<boolean>;
}

export const pg = createRequire(import.meta.url)('pg') as PgDriver;

/** The message of pg's `query_timeout`; it has no code and no class. */
export const READ_TIMEOUT_MESSAGE = 'Query read timeout';

/** As TypeORM writes them. */
const BEGINS = 'START TRANSACTION';
const ENDS: readonly string[] = ['COMMIT', 'ROLLBACK'];

/** Milliseconds that a query may take before it is asked whether the server answers at all. */
const PATIENCE = 500;

/**
 * A client that ends when its connection is of no more use, and so is not given back to the pool.
 * - No answer in time: pg itself only stops waiting. The connection would serve the next caller,
 *   perhaps with a transaction open, and its queries would queue behind the one that hangs.
 * - No answer while the server answers nobody (stopped, or unreachable): told from a statement that
 *   only takes long by its pulse, long before the statement's own deadline.
 * - A FATAL error: the server is closing the connection, but pg notices only when it is closed.
 *
 * It listens to its own errors from its birth to its end. Between the pool, which takes its listener
 * off when it hands a client out, and TypeORM, which adds one a turn later, nobody does; an error
 * event that nobody hears ends the process. Who has the client learns of it by its next query.
 */
export class ImpatientClient extends pg.Client {
  /** Without one its statements see no tenant's rows. */
  private setting: Setting | undefined;
  private readonly pulse: Pulse | undefined;
  /** Names of the settings that it knows. */
  private readonly known = new Set<string>();
  private inTransaction = false;

  constructor(options: Readonly<Record<string, unknown>>) {
    super(options);
    this.pulse = options['pulse'] as Pulse | undefined;
    this.on('error', () => undefined);
  }

  /** Whose rows its statements see from now on (sight.ts), and in whose name they change them (acting.ts). */
  see(sight: string, actor?: string): void {
    this.setting = settingOf(sight, actor);
  }

  /** To be called before it goes back to the pool. An open transaction keeps its sight, so it ends with the connection. */
  seeNothing(): void {
    this.setting = undefined;
    if (this.inTransaction) void this.end();
  }

  /** The pool also calls this with further arguments: values, and a callback. */
  override query(...args: [query: string | PgQuery]): Promise<PgResult> {
    const answer = this.send(args) as Promise<PgResult> | undefined;
    // Undefined where the caller gave a callback.
    if (answer?.then) this.watch(answer);
    return answer as Promise<PgResult>;
  }

  /** The sight goes with the statement, in the same message; a transaction has it from its beginning. */
  private send(args: [query: string | PgQuery, values?: unknown]): Promise<PgResult> {
    const [query, values] = args;
    const { setting } = this;
    const within = this.inTransaction;
    if (query === BEGINS) this.inTransaction = true;
    else if (ENDS.includes(query as string)) this.inTransaction = false;
    if (setting === undefined || within) return super.query(...(args as [string | PgQuery]));
    if (this.inTransaction) return super.query(beginWith(setting));
    this.makeKnown(setting);
    return new Promise((resolve, reject) => {
      const whole = typeof query === 'string' ? { text: query, values } : query;
      const sighted = new SightedQuery(whole, setting, (error, result) =>
        error ? reject(error) : resolve(result as PgResult),
      );
      void super.query(sighted as unknown as PgQuery);
    });
  }

  /** Once for a connection; where it fails, so does what follows, and it is tried again. */
  private makeKnown(setting: Setting): void {
    if (this.known.has(setting.name)) return;
    this.known.add(setting.name);
    super.query(setting).catch(() => this.known.delete(setting.name));
  }

  private watch(answer: Promise<PgResult>): void {
    let timer: NodeJS.Timeout | undefined;
    let done = false;
    const look = (): void => {
      timer = setTimeout(
        () => void this.assertPulse(() => done).then(() => done || look()),
        PATIENCE,
      );
      timer.unref();
    };
    if (this.pulse) look();
    const settle = (error?: unknown): void => {
      done = true;
      clearTimeout(timer);
      if (isEndOfConnection(error)) void this.end();
    };
    answer.then(() => settle(), settle);
  }

  /** Ends the connection where nobody is behind it any more. */
  private async assertPulse(isAnswered: () => boolean): Promise<void> {
    if (await this.pulse?.beats()) return;
    // A process that stood still itself may have the answer, unread.
    await new Promise((resolve) => setImmediate(resolve));
    if (isAnswered()) return;
    const silent = new Error('The database answers nobody; the connection is given up.');
    this.connection.stream.destroy(Object.assign(silent, { code: 'ETIMEDOUT' }));
  }
}

function beginWith({ values }: Setting): string {
  const [sight = '', actor] = values.map((value) => pg.escapeLiteral(value));
  const begin = `${BEGINS}; SET LOCAL waybill.sight = ${sight}`;
  return actor === undefined ? begin : `${begin}; SET LOCAL waybill.actor = ${actor}`;
}

function isEndOfConnection(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const { severity } = error as Error & { severity?: unknown };
  return error.message === READ_TIMEOUT_MESSAGE || severity === 'FATAL' || severity === 'PANIC';
}
