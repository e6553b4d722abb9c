import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row, which the migration made: who this installation is. */
@Entity('installation')
export class InstallationEntity {
  @PrimaryColumn({
    name: 'only_row',
    type: 'boolean',
    default: true,
    primaryKeyConstraintName: 'pk_installation',
  })
  onlyRow!: true;

  @Column({ name: 'id', type: 'uuid' })
  id!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
