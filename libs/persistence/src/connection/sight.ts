import { isUuid } from '@waybill/domain';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { actingNow } from './acting.js';
import type { ImpatientClient } from './pg-driver.js';

/** The sight of whoever works for all tenants: processors, the relay, admins. It has to be asked for. */
export const EVERY_TENANT = '*';

/** Whose rows a statement sees: a tenant's, by its id, or {@link EVERY_TENANT}'s. */
export type Sight = string;

/**
 * The same data source, whose statements see the rows of one tenant, or of all. Without a sight a
 * statement sees no tenant's rows at all: the policies of the tables go by the setting `waybill.sight`
 * (migrations/row-security.ts), which stands for one transaction and no longer.
 * @throws Error where the sight is neither an id nor EVERY_TENANT
 */
export function seenBy(source: DataSource, sight: Sight): DataSource {
  if (sight !== EVERY_TENANT && !isUuid(sight)) throw new Error('A sight that is no tenant.');
  const seen = Object.create(source) as DataSource;
  const createQueryRunner: DataSource['createQueryRunner'] = (mode) =>
    seeing(source.createQueryRunner(mode), sight);
  Object.defineProperty(seen, 'createQueryRunner', { value: createQueryRunner });
  // Made when it is asked for: the hot calls never do.
  let manager: EntityManager | undefined;
  const get = () => (manager ??= seen.createEntityManager());
  Object.defineProperty(seen, 'manager', { get });
  return seen;
}

/** Its connection has the sight as long as it is this runner's. */
function seeing(runner: QueryRunner, sight: Sight): QueryRunner {
  let client: ImpatientClient | undefined;
  const connect = runner.connect.bind(runner) as () => Promise<ImpatientClient>;
  const release = runner.release.bind(runner);
  runner.connect = async () => {
    client ??= await connect();
    client.see(sight, actingNow());
    return client;
  };
  runner.release = () => {
    client?.seeNothing();
    client = undefined;
    return release();
  };
  return runner;
}
