import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { FileEntity } from './file.entity.js';

/** Which file a tenant's Idempotency-Key made, and from which request. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_file', ['fileId'])
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('text') key!: string;
  @Column('text') requestHash!: string;

  @ForeignKey(() => FileEntity, { onDelete: 'CASCADE' })
  @Column('uuid')
  fileId!: string;

  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
