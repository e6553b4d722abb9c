import type { TokenEvents } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

/** What strangers upload by, held to its policy; the counters change in the statement that makes a file. */
@Entity('upload_tokens')
@Index('ix_upload_tokens_tenant', ['tenantId', 'id'])
@Index('ix_upload_tokens_maker', ['createdBy'])
@Index('ix_upload_tokens_expiry', ['expiresAt'])
@Index('ix_upload_tokens_origins', { synchronize: false })
export class UploadTokenEntity {
  @PrimaryColumn('uuid') id!: string;

  @ForeignKey(() => TenantEntity, { onDelete: 'CASCADE' })
  @Column('uuid')
  tenantId!: string;

  /** Not a foreign key: who made it may be told when the key is gone. */
  @Column('uuid') createdBy!: string;

  /** SHA-256 of the token. */
  @Column('bytea', { unique: true, select: false }) hash?: Buffer;
  @Column('text') hint!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('bigint', { nullable: true }) maxFileSize!: number | null;
  @Column('bigint', { nullable: true }) maxFiles!: number | null;
  @Column('bigint', { nullable: true }) maxBytes!: number | null;
  @Column('text', { array: true, nullable: true }) contentTypes!: readonly string[] | null;
  @Column('jsonb', { default: {} }) metadata!: Record<string, string>;
  @Column('text', { array: true, nullable: true }) origins!: readonly string[] | null;
  @Column('text', { default: 'none' }) events!: TokenEvents;

  /** Made by it, whatever became of them. */
  @Column('bigint', { default: 0 }) usedFiles!: number;
  @Column('bigint', { default: 0 }) usedBytes!: number;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
}
