import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

@Entity('api_keys')
@Unique('uq_api_keys_hash', ['hash'])
export class ApiKeyEntity {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_api_keys' })
  id!: string;

  @Column({ name: 'role', type: 'text' })
  role!: string;

  /** Null for role `admin`. */
  @ForeignKey(() => TenantEntity, { name: 'fk_api_keys_tenant', onDelete: 'CASCADE' })
  @Column({ name: 'tenant_id', type: 'uuid', nullable: true })
  tenantId!: string | null;

  /** SHA-256 of the key. */
  @Column({ name: 'hash', type: 'bytea' })
  hash!: Buffer;

  @Column({ name: 'hint', type: 'text' })
  hint!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
