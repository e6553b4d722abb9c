import type { DriftReason, FileStatus, StoreProfile } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Embedded } from './column-types.js';
import { TenantEntity } from './tenant.entity.js';

/** Where the finished object lies: all but the version are there, or none is. */
class LocationColumns extends Embedded {
  @Column('text', { nullable: true }) bucket!: string;
  @Column('text', { nullable: true }) key!: string;
  @Column('text', { nullable: true }) etag!: string;
  @Column('text', { nullable: true }) versionId!: string | null;
}

/** Both are there, or neither is. */
class FailureColumns extends Embedded {
  @Column('text', { nullable: true }) code!: string;
  @Column('text', { nullable: true }) detail!: string;
}

/** Both are there, or neither is. */
class DriftColumns extends Embedded {
  @Column('text', { nullable: true }) reason!: DriftReason;
  @Column('timestamptz', { nullable: true }) since!: Date;
}

/**
 * What a client wants stored; without what is NULL, the `File` of the domain. Read backwards, the
 * tenant indexes give the newest first.
 */
@Entity('files')
@Index('ix_files_tenant', ['tenantId', 'id'])
@Index('ix_files_tenant_status', ['tenantId', 'status', 'id'])
@Index('ix_files_unfinished_expiry', ['expiresAt'], {
  where: `status IN ('pending', 'uploading', 'uploaded', 'failed')`,
})
@Index('ix_files_next_look', ['nextLookAt'], {
  where: `status IN ('pending', 'uploading', 'completing')`,
})
@Index('ix_files_urls_expired', ['urlsExpireAt'], {
  where: `status IN ('completed', 'aborted', 'expired', 'deleted')`,
})
@Index('ix_files_troubled', ['id'], { where: `status IN ('completing', 'failed')` })
@Index('ix_files_next_scrub', ['nextScrubAt'], { where: `status = 'completed'` })
@Index('ix_files_drift', ['drift.since'], { where: 'drift_since IS NOT NULL' })
export class FileEntity {
  @PrimaryColumn('uuid') id!: string;

  @ForeignKey(() => TenantEntity)
  @Column('uuid')
  tenantId!: string;

  /** Not a foreign key: what was made by a key, or an upload token, outlives it. */
  @Column('uuid', { nullable: true }) createdBy!: string | null;

  /** Whether `createdBy` is an upload token. */
  @Column('boolean', { default: false, select: false }) byToken?: boolean;

  @Column('text') name!: string;
  @Column('bigint') size!: number;
  @Column('text') contentType!: string;
  @Column('text', { default: 'pending' }) status!: FileStatus;
  @Column('text') strategy!: string;
  @Column('bigint') chunkSize!: number;
  @Column('integer') chunkCount!: number;
  @Column('integer', { default: 0 }) uploadedChunks!: number;
  @Column('bigint', { default: 0 }) uploadedBytes!: number;
  @Column('integer', { default: 0 }) reusedChunks!: number;
  @Column('boolean', { default: false }) autoComplete!: boolean;
  @Column('jsonb', { default: {} }) metadata!: Record<string, string>;
  @Column('text') bucket!: string;
  @Column('text', { nullable: true }) uploadId!: string | null;
  @Column('text', { nullable: true }) declaredFingerprint!: string | null;

  /** URLs were given out for chunks that bind no SHA-256. */
  @Column('boolean', { default: false }) unboundUrls!: boolean;

  /** By which profile of the store its URLs are signed; null before the first one. */
  @Column('text', { nullable: true, select: false }) urlProfile?: StoreProfile | null;
  @Column('text', { nullable: true }) fingerprint!: string | null;
  @Column(() => LocationColumns) location!: LocationColumns | null;
  @Column(() => FailureColumns) failure!: FailureColumns | null;
  @Column(() => DriftColumns) drift!: DriftColumns | null;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) createdAt!: Date;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;

  /** When the reconciler last took the file; with `nextLookAt` it tells how long the gap is. */
  @Column('timestamptz', { nullable: true, select: false }) lookedAt?: Date | null;
  @Column('timestamptz', { default: () => 'now()', select: false }) nextLookAt?: Date;

  /** The last URL that lets bytes come has ended by then; NULL where none is out. */
  @Column('timestamptz', { nullable: true, select: false }) urlsExpireAt?: Date | null;

  /** When the object of the completed file is looked at next. */
  @Column('timestamptz', { default: () => 'now()', select: false }) nextScrubAt?: Date;
}
