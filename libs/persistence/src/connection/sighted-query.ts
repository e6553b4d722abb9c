import { createRequire } from 'node:module';

/** What is used of pg's own query, which brings no types for it. */
interface PgConnection {
  bind(message: object): void;
  execute(message: object): void;
}

interface DriverQuery {
  prepare(connection: PgConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: PgConnection): void;
}

const { Query } = createRequire(import.meta.url)('pg') as {
  readonly Query: new (config: object) => DriverQuery;
};

/** Known to a connection from its first statement with a sight on. */
export const SET_SIGHT = {
  name: 'waybill-sight',
  text: `SELECT set_config('waybill.sight', $1, true)`,
};

/**
 * A statement that sets the sight first, in the same message: one round trip, and one transaction, which
 * ends with the statement and takes the setting with it. PostgreSQL manual, "Extended Query", on
 * pipelining: what comes before one Sync is one implicit transaction.
 *
 * The connection must know {@link SET_SIGHT}.
 */
export class SightedQuery extends Query {
  private isSet = false;

  constructor(
    query: { readonly name?: string; readonly text: string; readonly values?: unknown },
    private readonly sight: string,
    callback: (error: Error | null, result: unknown) => void,
  ) {
    super({ ...query, callback, queryMode: 'extended' });
  }

  override prepare(connection: PgConnection): void {
    connection.bind({ portal: '', statement: SET_SIGHT.name, values: [this.sight] });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  /** The setting answers first, with a row that nobody asked for. */
  override handleDataRow(message: unknown): void {
    if (this.isSet) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: PgConnection): void {
    if (this.isSet) super.handleCommandComplete(message, connection);
    else this.isSet = true;
  }
}
