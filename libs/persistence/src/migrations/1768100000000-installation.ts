import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE installation (
    only_row boolean NOT NULL DEFAULT true,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_installation PRIMARY KEY (only_row),
    CONSTRAINT ck_installation_only_row CHECK (only_row)
  )`,
  `INSERT INTO installation (id) VALUES (gen_random_uuid())`,
];

/** The installation has a name of its own: a bucket says by it whose it is. */
export class Installation1768100000000 implements MigrationInterface {
  readonly name = 'Installation1768100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE installation`);
  }
}
