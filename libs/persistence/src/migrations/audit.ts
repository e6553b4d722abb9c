/**
 * A trigger that notes what a call changes in a table, where the call has an actor (connection/acting.ts);
 * where it has none, as with what processors do, the trigger is not even called.
 * @param tenant the column with the tenant; empty where the sight alone tells it
 * @param told columns whose values the note has: no secret, and nothing that is to be erased with a file
 * @param when a further condition
 */
export function auditTrigger(
  table: string,
  event: string,
  resource: string,
  id: string,
  tenant: string,
  told: readonly string[],
  when = 'true',
): string {
  const name = `audit_${table}_${/^\w+/u.exec(event)?.[0].toLowerCase()}`;
  const list = [resource, id, tenant, ...told].map((one) => `'${one}'`).join(', ');
  return `CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW
    WHEN (current_setting('waybill.actor', true) <> '' AND (${when}))
    EXECUTE FUNCTION audit_change(${list})`;
}
