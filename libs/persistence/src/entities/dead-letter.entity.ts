import type { DeadLetterReason } from '@waybill/domain';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('dead_letters')
@Index('ix_dead_letters_reason', ['reason', 'id'])
@Index('ix_dead_letters_last_seen', ['lastSeenAt'])
export class DeadLetterEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
  })
  id!: number;

  /** SHA-256 over reason and body as it came: what makes two letters the same. */
  @Column('bytea', { unique: true, select: false }) digest?: Buffer;
  @Column('text') reason!: DeadLetterReason;
  @Column('text') detail!: string;
  @Column('text') body!: string;
  @Column('text') source!: string;
  @Column('timestamptz', { default: () => 'now()' }) firstSeenAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) lastSeenAt!: Date;
  @Column('integer', { default: 1 }) timesSeen!: number;
}
