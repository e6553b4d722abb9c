import type { ChunkStatus, Verification } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { bigint } from './column-types.js';
import { FileEntity } from './file.entity.js';

/**
 * A numbered slice of a file. No index has a column that an arrival changes: one that would find
 * missing chunks faster costs 24 to 42% of the rate at which arrivals are written, and a file has at
 * most 10,000 chunks to look through.
 */
@Entity('file_chunks')
@Index('ix_file_chunks_reuse', ['tenantId', 'sha256', 'fileId'], { where: 'sha256 IS NOT NULL' })
export class ChunkEntity {
  @ForeignKey(() => FileEntity, { name: 'fk_file_chunks_file', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'file_id', type: 'uuid', primaryKeyConstraintName: 'pk_file_chunks' })
  fileId!: string;

  @PrimaryColumn({ name: 'number', type: 'integer', primaryKeyConstraintName: 'pk_file_chunks' })
  number!: number;

  /** The file's, so that a look for equal chunks never reads another tenant's. */
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  /** `offset` is a reserved word in SQL. */
  @Column(bigint('byte_offset'))
  offset!: number;

  @Column(bigint('size'))
  size!: number;

  @Column({ name: 'status', type: 'text', default: 'pending' })
  status!: ChunkStatus;

  @Column({ name: 'sha256', type: 'bytea', nullable: true })
  sha256!: Buffer | null;

  @Column({ name: 'md5', type: 'bytea', nullable: true })
  md5!: Buffer | null;

  @Column({ name: 'etag', type: 'text', nullable: true })
  etag!: string | null;

  @Column({ name: 'sequencer', type: 'text', nullable: true })
  sequencer!: string | null;

  @Column({ name: 'verification', type: 'text', nullable: true })
  verification!: Verification | null;

  @Column({ name: 'uploaded_at', type: 'timestamptz', nullable: true })
  uploadedAt!: Date | null;

  /** In a row; an arrival that is believed sets it back. */
  @Column({ name: 'rejections', type: 'integer', default: 0 })
  rejections!: number;

  /** Where the bytes of a reused chunk lie; null, as are the next three, for every other. */
  @Column({ name: 'source_key', type: 'text', nullable: true })
  sourceKey!: string | null;

  @Column({ name: 'source_etag', type: 'text', nullable: true })
  sourceEtag!: string | null;

  @Column({ ...bigint('source_offset'), nullable: true })
  sourceOffset!: number | null;

  @Column({ name: 'source_whole', type: 'boolean', nullable: true })
  sourceWhole!: boolean | null;
}
