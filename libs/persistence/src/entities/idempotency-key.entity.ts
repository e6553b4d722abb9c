import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { FileEntity } from './file.entity.js';

/** Which file a tenant's Idempotency-Key made, and from which request. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_file', ['fileId'])
export class IdempotencyKeyEntity {
  @PrimaryColumn({
    name: 'tenant_id',
    type: 'uuid',
    primaryKeyConstraintName: 'pk_idempotency_keys',
  })
  tenantId!: string;

  @PrimaryColumn({ name: 'key', type: 'text', primaryKeyConstraintName: 'pk_idempotency_keys' })
  key!: string;

  @Column({ name: 'request_hash', type: 'text' })
  requestHash!: string;

  @ForeignKey(() => FileEntity, { name: 'fk_idempotency_keys_file', onDelete: 'CASCADE' })
  @Column({ name: 'file_id', type: 'uuid' })
  fileId!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
