import type { KeyRole, Scope } from '@waybill/domain';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') role!: KeyRole;

  /** Null for role `admin`. */
  @Column('uuid', { nullable: true }) tenantId!: string | null;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn()
  tenant?: TenantEntity | null;

  /** SHA-256 of the key. */
  @Column('bytea', { unique: true, select: false }) hash?: Buffer;
  @Column('text') hint!: string;
  @Column('text', { nullable: true }) name!: string | null;

  /** Null for all that the role can have. */
  @Column('text', { array: true, nullable: true }) scopes!: readonly Scope[] | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}
