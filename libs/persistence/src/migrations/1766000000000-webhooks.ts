import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // A notice can concern the tenant as a whole.
  `ALTER TABLE journal ALTER COLUMN file_id DROP NOT NULL`,

  `CREATE TABLE webhook_endpoints (
    id uuid NOT NULL CONSTRAINT pk_webhook_endpoints PRIMARY KEY,
    tenant_id uuid NOT NULL CONSTRAINT fk_webhook_endpoints_tenant REFERENCES tenants (id),
    url text NOT NULL,
    types text[],
    description text,
    status text NOT NULL DEFAULT 'active'
      CONSTRAINT ck_webhook_endpoints_status CHECK (status IN ('active', 'paused')),
    paused_reason text,
    paused_at timestamptz,
    failing_since timestamptz,
    held_until timestamptz,
    after_position bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ck_webhook_endpoints_paused CHECK (
      (status = 'paused') = (paused_at IS NOT NULL) AND
      (status = 'paused') = (paused_reason IS NOT NULL))
  )`,
  `CREATE INDEX ix_webhook_endpoints_tenant ON webhook_endpoints (tenant_id, id)`,

  `CREATE TABLE webhook_secrets (
    id uuid NOT NULL CONSTRAINT pk_webhook_secrets PRIMARY KEY,
    endpoint_id uuid NOT NULL CONSTRAINT fk_webhook_secrets_endpoint
      REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    secret text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
  )`,
  `CREATE INDEX ix_webhook_secrets_endpoint ON webhook_secrets (endpoint_id)`,
  `CREATE UNIQUE INDEX uq_webhook_secrets_newest ON webhook_secrets (endpoint_id)
    WHERE expires_at IS NULL`,

  // The event is copied: what is sent stays the same, and needs no row of the journal.
  `CREATE TABLE webhook_deliveries (
    id uuid NOT NULL CONSTRAINT pk_webhook_deliveries PRIMARY KEY,
    endpoint_id uuid NOT NULL CONSTRAINT fk_webhook_deliveries_endpoint
      REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    position bigint,
    type text NOT NULL,
    file_id uuid,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    status text NOT NULL DEFAULT 'pending'
      CONSTRAINT ck_webhook_deliveries_status CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    last_attempt_at timestamptz,
    last_status_code integer,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    CONSTRAINT uq_webhook_deliveries_event UNIQUE (endpoint_id, position)
  )`,
  `CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at)
    WHERE status = 'pending'`,
  `CREATE INDEX ix_webhook_deliveries_log ON webhook_deliveries (endpoint_id, id)`,
  `CREATE INDEX ix_webhook_deliveries_created ON webhook_deliveries (created_at)`,

  `CREATE TABLE webhook_attempts (
    delivery_id uuid NOT NULL CONSTRAINT fk_webhook_attempts_delivery
      REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    number integer NOT NULL,
    at timestamptz NOT NULL,
    duration_ms integer NOT NULL,
    status_code integer,
    error text,
    response text,
    CONSTRAINT pk_webhook_attempts PRIMARY KEY (delivery_id, number)
  )`,

  `CREATE TABLE webhook_cursor (
    id smallint NOT NULL DEFAULT 1 CONSTRAINT pk_webhook_cursor PRIMARY KEY
      CONSTRAINT ck_webhook_cursor_one_row CHECK (id = 1),
    position bigint NOT NULL
  )`,
  `INSERT INTO webhook_cursor (position) SELECT last_position FROM journal_relay`,
];

const DOWN = [
  'DROP TABLE webhook_cursor, webhook_attempts, webhook_deliveries, webhook_secrets, webhook_endpoints',
  // Readers go by what is above a position: they do not mind that some are missing.
  'DELETE FROM journal WHERE file_id IS NULL',
  'ALTER TABLE journal ALTER COLUMN file_id SET NOT NULL',
];

/** Events can be sent to endpoints of the tenants; the journal can tell of more than files. */
export class Webhooks1766000000000 implements MigrationInterface {
  readonly name = 'Webhooks1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
