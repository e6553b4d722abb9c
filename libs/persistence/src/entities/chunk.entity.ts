import type { ChunkStatus, Verification } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { digest, Embedded } from './column-types.js';
import { FileEntity } from './file.entity.js';

/** Where the bytes of a reused chunk lie: all four are there, or none is. */
class SourceColumns extends Embedded {
  @Column('text', { nullable: true }) key!: string;
  @Column('text', { nullable: true }) etag!: string;
  @Column('bigint', { nullable: true }) offset!: number;
  @Column('boolean', { nullable: true }) whole!: boolean;
}

/**
 * A numbered slice of a file; without what is NULL, the `Chunk` of the domain. No index has a column
 * that an arrival changes: one that would find missing chunks faster costs 24 to 42% of the rate at
 * which arrivals are written, and a file has at most 10,000 chunks to look through.
 */
@Entity('file_chunks')
@Index('ix_file_chunks_reuse', ['tenantId', 'sha256', 'fileId'], { where: 'sha256 IS NOT NULL' })
export class ChunkEntity {
  @ForeignKey(() => FileEntity, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  fileId!: string;

  @PrimaryColumn('integer') number!: number;

  /** The file's, so that a look for equal chunks never reads another tenant's. */
  @Column('uuid', { select: false }) tenantId?: string;

  /** `offset` is a reserved word in SQL. */
  @Column('bigint', { name: 'byte_offset' }) offset!: number;
  @Column('bigint') size!: number;
  @Column('text', { default: 'pending' }) status!: ChunkStatus;
  @Column('bytea', { nullable: true, transformer: digest }) sha256!: string | null;
  @Column('bytea', { nullable: true, transformer: digest }) md5!: string | null;
  @Column('text', { nullable: true }) etag!: string | null;
  @Column('text', { nullable: true, select: false }) sequencer?: string | null;
  @Column('text', { nullable: true }) verification!: Verification | null;
  @Column('timestamptz', { nullable: true }) uploadedAt!: Date | null;

  /** In a row; an arrival that is believed sets it back. */
  @Column('integer', { default: 0 }) rejections!: number;
  @Column(() => SourceColumns) source!: SourceColumns | null;
}
