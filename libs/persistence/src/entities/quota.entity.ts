import type { QuotaOwner } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

/**
 * What a tenant or a key may have, where it was set, and what its files come to. The counters change
 * in the statements that change the files: `counted` there.
 */
@Entity('quotas')
@Index('ix_quotas_tenant', ['tenantId'])
export class QuotaEntity {
  @PrimaryColumn('uuid') ownerId!: string;
  @Column('text') owner!: QuotaOwner;

  /** Of a tenant, the same as `ownerId`. */
  @ForeignKey(() => TenantEntity, { onDelete: 'CASCADE' })
  @Column('uuid')
  tenantId!: string;

  @Column('bigint', { default: 0 }) openUploads!: number;
  @Column('bigint', { default: 0 }) openChunks!: number;
  @Column('bigint', { default: 0 }) bytesInFlight!: number;
  @Column('bigint', { default: 0 }) storedBytes!: number;
  @Column('bigint', { nullable: true }) maxOpenUploads!: number | null;
  @Column('bigint', { nullable: true }) maxOpenChunks!: number | null;
  @Column('bigint', { nullable: true }) maxBytesInFlight!: number | null;
  @Column('bigint', { nullable: true }) maxStoredBytes!: number | null;
  @Column('bigint', { nullable: true }) maxFileSize!: number | null;
  @Column('integer', { nullable: true }) maxStreams!: number | null;
  @Column('integer', { nullable: true }) maxRequestsPerSecond!: number | null;

  /** When the counters were last compared with the files; of tenants alone. */
  @Column('timestamptz', { nullable: true }) reconciledAt!: Date | null;
}
