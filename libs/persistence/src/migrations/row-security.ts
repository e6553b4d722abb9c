/**
 * The policies that let a statement see the rows of its sight alone (connection/sight.ts). They bind the
 * role of the services; the owner of the tables, who migrates, sees all.
 *
 * The settings are read in subqueries of their own: once for a statement, not once for a row.
 */
/**
 * Services of 0.2 have no sight and never say so: they see all, as before, while an upgrade goes on. Later
 * ones open each connection with an empty sight (connection/data-source.ts). The release after 0.3 takes
 * `coalesce` away.
 */
export const SEES_ALL = `(SELECT coalesce(current_setting('waybill.sight', true), '*') = '*')`;

export const TENANT = `(SELECT CASE WHEN current_setting('waybill.sight', true) ~ '^[0-9a-f]{8}-'
  THEN current_setting('waybill.sight', true)::uuid END)`;

/** For a table with a column that names the tenant. */
export function tenantPolicy(table: string, column = 'tenant_id'): string[] {
  return policy(table, `${column} = ${TENANT} OR ${SEES_ALL}`);
}

/** For a table whose rows are those of a row of another, which has a policy itself. */
export function parentPolicy(table: string, column: string, parent: string): string[] {
  return policy(
    table,
    `${SEES_ALL} OR EXISTS (SELECT FROM ${parent} AS parent WHERE parent.id = ${table}.${column})`,
  );
}

/** For a table that is nobody's but the operators'. */
export function operatorPolicy(table: string): string[] {
  return policy(table, SEES_ALL);
}

export function withoutPolicy(table: string): string[] {
  return [`DROP POLICY sight ON ${table}`, `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`];
}

function policy(table: string, condition: string): string[] {
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY sight ON ${table} USING (${condition})`,
  ];
}
