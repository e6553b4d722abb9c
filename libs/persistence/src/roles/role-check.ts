import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Log } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import { DatabaseRoleError } from './database-role-error.js';

/** What becomes of a service whose role could get around row-level security. */
export abstract class RolePolicy {
  abstract readonly privilegedRole: 'refuse' | 'warn';
}

/** Of the tables here, whoever is a member of their owner counts as the owner. */
const LOOK = `
SELECT r.rolname AS name, r.rolsuper AS super, r.rolbypassrls AS bypasses,
  EXISTS (
    SELECT FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND pg_has_role(c.relowner, 'MEMBER')
  ) AS owns
FROM pg_roles r WHERE r.rolname = current_user`;

interface Role {
  readonly name: string;
  readonly super: boolean;
  readonly bypasses: boolean;
  readonly owns: boolean;
}

/** A service holds to row-level security only by a role that it binds. Looked at once, at the start. */
@Injectable()
export class RoleCheck implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    private readonly policy: RolePolicy,
    private readonly log: Log,
  ) {}

  /** @throws DatabaseRoleError, DomainError database_unavailable */
  async onModuleInit(): Promise<void> {
    const [role] = await rowsOf<Role>(this.source, LOOK);
    const fault = role && faultOf(role);
    if (!role || fault === undefined) return;
    const message = advice(role.name, fault);
    if (this.policy.privilegedRole === 'refuse') throw new DatabaseRoleError(message);
    this.log.warn({ role: role.name }, message);
  }
}

function faultOf(role: Role): string | undefined {
  if (role.super) return 'is a superuser';
  if (role.bypasses) return 'has BYPASSRLS';
  return role.owns ? 'owns the tables' : undefined;
}

function advice(role: string, fault: string): string {
  return (
    `DATABASE_URL logs in as "${role}", which ${fault}: row-level security does not bind it. ` +
    `Make a role for the services,\n` +
    `  CREATE ROLE waybill_app LOGIN PASSWORD '…';\n` +
    `name it in DATABASE_URL and "${role}" in WAYBILL_MIGRATION_DATABASE_URL, and migrate: that grants ` +
    `it what it needs. WAYBILL_PRIVILEGED_DATABASE_ROLE=warn starts without.`
  );
}
