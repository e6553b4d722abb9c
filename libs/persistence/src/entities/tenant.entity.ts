import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('tenants')
@Unique('uq_tenants_name', ['name'])
export class TenantEntity {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'pk_tenants' })
  id!: string;

  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
