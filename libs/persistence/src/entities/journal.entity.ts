import type { Actor, FileEventType, TenantEventType } from '@waybill/domain';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What happened, in the order of writing (`id`) and of publication (`position`, null until the
 * relay gives it out). No foreign key: the journal outlives what it tells of.
 */
@Entity('journal')
@Index('ix_journal_unpublished', ['id'], { where: 'position IS NULL' })
@Index('ix_journal_file', ['fileId', 'id'])
@Index('ix_journal_tenant_position', ['tenantId', 'position'])
export class JournalEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
  })
  id!: number;

  /** Null for what concerns the tenant as a whole. */
  @Column('uuid', { nullable: true }) fileId!: string | null;
  @Column('uuid') tenantId!: string;
  @Column('text') type!: FileEventType | TenantEventType;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) at!: Date;
  @Column('jsonb', { default: {} }) data!: Record<string, unknown>;

  /** Who asked for it, as `{kind, id}`; null for what the system did by itself. */
  @Column('jsonb', { nullable: true, default: () => 'journal_actor()' })
  actor!: Pick<Actor, 'kind' | 'id'> | null;

  @Column('bigint', { nullable: true, unique: true }) position!: number | null;
}
