import type { FileStatus } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { bigint } from './column-types.js';
import { TenantEntity } from './tenant.entity.js';

/** What a client wants stored. Read backwards, the tenant indexes give the newest first. */
@Entity('files')
@Index('ix_files_tenant', ['tenantId', 'id'])
@Index('ix_files_tenant_status', ['tenantId', 'status', 'id'])
@Index('ix_files_unfinished_expiry', ['expiresAt'], {
  where: `status IN ('pending', 'uploading', 'uploaded', 'failed')`,
})
@Index('ix_files_next_look', ['nextLookAt'], {
  where: `status IN ('pending', 'uploading', 'completing')`,
})
export class FileEntity {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_files' })
  id!: string;

  @ForeignKey(() => TenantEntity, { name: 'fk_files_tenant' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Column(bigint('size'))
  size!: number;

  @Column({ name: 'content_type', type: 'text' })
  contentType!: string;

  @Column({ name: 'status', type: 'text', default: 'pending' })
  status!: FileStatus;

  @Column({ name: 'strategy', type: 'text' })
  strategy!: string;

  @Column(bigint('chunk_size'))
  chunkSize!: number;

  @Column({ name: 'chunk_count', type: 'integer' })
  chunkCount!: number;

  @Column({ name: 'uploaded_chunks', type: 'integer', default: 0 })
  uploadedChunks!: number;

  @Column({ ...bigint('uploaded_bytes'), default: 0 })
  uploadedBytes!: number;

  @Column({ name: 'reused_chunks', type: 'integer', default: 0 })
  reusedChunks!: number;

  @Column({ name: 'auto_complete', type: 'boolean', default: false })
  autoComplete!: boolean;

  @Column({ name: 'metadata', type: 'jsonb', default: {} })
  metadata!: Record<string, string>;

  @Column({ name: 'bucket', type: 'text' })
  bucket!: string;

  @Column({ name: 'upload_id', type: 'text', nullable: true })
  uploadId!: string | null;

  @Column({ name: 'declared_fingerprint', type: 'text', nullable: true })
  declaredFingerprint!: string | null;

  /** URLs were given out for chunks that bind no SHA-256. */
  @Column({ name: 'unbound_urls', type: 'boolean', default: false })
  unboundUrls!: boolean;

  @Column({ name: 'fingerprint', type: 'text', nullable: true })
  fingerprint!: string | null;

  @Column({ name: 'location_bucket', type: 'text', nullable: true })
  locationBucket!: string | null;

  @Column({ name: 'location_key', type: 'text', nullable: true })
  locationKey!: string | null;

  @Column({ name: 'location_etag', type: 'text', nullable: true })
  locationEtag!: string | null;

  @Column({ name: 'location_version_id', type: 'text', nullable: true })
  locationVersionId!: string | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode!: string | null;

  @Column({ name: 'failure_detail', type: 'text', nullable: true })
  failureDetail!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  updatedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt!: Date | null;

  /** When the reconciler last took the file; with `nextLookAt` it tells how long the gap is. */
  @Column({ name: 'looked_at', type: 'timestamptz', nullable: true })
  lookedAt!: Date | null;

  @Column({ name: 'next_look_at', type: 'timestamptz', default: () => 'now()' })
  nextLookAt!: Date;
}
