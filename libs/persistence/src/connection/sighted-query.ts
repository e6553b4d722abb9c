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

/** A statement that makes a setting for one transaction; a connection knows it from its first use on. */
export interface Setting {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

/**
 * Whose rows are seen, and in whose name they are changed, if in anybody's.
 * @param actor JSON
 */
export function settingOf(sight: string, actor?: string): Setting {
  const text = `SELECT set_config('waybill.sight', $1, true)`;
  if (actor === undefined) return { name: 'waybill-sight', text, values: [sight] };
  return {
    name: 'waybill-actor',
    text: `${text}, set_config('waybill.actor', $2, true)`,
    values: [sight, actor],
  };
}

/**
 * A statement that makes a setting first, in the same message: one round trip, and one transaction, which
 * ends with the statement and takes the setting with it. PostgreSQL manual, "Extended Query", on
 * pipelining: what comes before one Sync is one implicit transaction.
 *
 * The connection must know the setting.
 */
export class SightedQuery extends Query {
  private isSet = false;

  constructor(
    query: { readonly name?: string; readonly text: string; readonly values?: unknown },
    private readonly setting: Setting,
    callback: (error: Error | null, result: unknown) => void,
  ) {
    super({ ...query, callback, queryMode: 'extended' });
  }

  override prepare(connection: PgConnection): void {
    const { name, values } = this.setting;
    connection.bind({ portal: '', statement: name, values });
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
