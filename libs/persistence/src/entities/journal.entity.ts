import type { FileEventType, TenantEventType } from '@waybill/domain';
import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { bigintAsNumber } from './column-types.js';

/**
 * What happened, in the order of writing (`id`) and of publication (`position`, null until the
 * relay gives it out). No foreign key: the journal outlives what it tells of.
 */
@Entity('journal')
@Index('ix_journal_unpublished', ['id'], { where: 'position IS NULL' })
@Index('ix_journal_file', ['fileId', 'id'])
@Index('ix_journal_tenant_position', ['tenantId', 'position'])
@Unique('uq_journal_position', ['position'])
export class JournalEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_journal',
  })
  id!: string;

  /** Null for what concerns the tenant as a whole. */
  @Column({ name: 'file_id', type: 'uuid', nullable: true })
  fileId!: string | null;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: string;

  @Column({ name: 'type', type: 'text' })
  type!: FileEventType | TenantEventType;

  @Column({ name: 'at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;

  @Column({ name: 'data', type: 'jsonb', default: {} })
  data!: Record<string, unknown>;

  @Column({ name: 'position', type: 'bigint', nullable: true, transformer: bigintAsNumber })
  position!: number | null;
}
