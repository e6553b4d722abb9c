import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // No scopes means all that the role can have: what keys of earlier releases may do stays theirs, and
  // the release before can go on making keys.
  `ALTER TABLE api_keys
    ADD COLUMN name text CONSTRAINT ck_api_keys_name CHECK (length(name) BETWEEN 1 AND 100),
    ADD COLUMN scopes text[] CONSTRAINT ck_api_keys_scopes CHECK (cardinality(scopes) > 0),
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN last_used_at timestamptz`,
];

const DOWN = [
  // The release before knows neither scopes nor expiry: such a key would be let do more, and for ever.
  `UPDATE api_keys SET revoked_at = now()
   WHERE revoked_at IS NULL AND (scopes IS NOT NULL OR expires_at IS NOT NULL)`,
  `ALTER TABLE api_keys
    DROP COLUMN name,
    DROP COLUMN scopes,
    DROP COLUMN expires_at,
    DROP COLUMN last_used_at`,
];

/** Keys have scopes, a name, an end, and say when they were used last. */
export class KeyScopes1769100000000 implements MigrationInterface {
  readonly name = 'KeyScopes1769100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
