import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { unique: true }) name!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;

  /** Null unless none of its keys is let in. */
  @Column('timestamptz', { nullable: true }) disabledAt!: Date | null;
}
