import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('tenants')
@Index('ix_tenants_deleted', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
export class TenantEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) name!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;

  /** Null unless none of its keys is let in. */
  @Column('timestamptz', { nullable: true }) disabledAt!: Date | null;

  /** Null unless it is being deleted; it is disabled then too. */
  @Column('timestamptz', { nullable: true }) deletedAt!: Date | null;
}
