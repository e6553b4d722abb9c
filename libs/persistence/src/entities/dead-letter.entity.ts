import type { DeadLetterReason } from '@waybill/domain';
import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

@Entity('dead_letters')
@Unique('uq_dead_letters_digest', ['digest'])
@Index('ix_dead_letters_reason', ['reason', 'id'])
@Index('ix_dead_letters_last_seen', ['lastSeenAt'])
export class DeadLetterEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_dead_letters',
  })
  id!: string;

  /** SHA-256 over reason and body as it came: what makes two letters the same. */
  @Column({ name: 'digest', type: 'bytea' })
  digest!: Buffer;

  @Column({ name: 'reason', type: 'text' })
  reason!: DeadLetterReason;

  @Column({ name: 'detail', type: 'text' })
  detail!: string;

  @Column({ name: 'body', type: 'text' })
  body!: string;

  @Column({ name: 'source', type: 'text' })
  source!: string;

  @Column({ name: 'first_seen_at', type: 'timestamptz', default: () => 'now()' })
  firstSeenAt!: Date;

  @Column({ name: 'last_seen_at', type: 'timestamptz', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column({ name: 'times_seen', type: 'integer', default: 1 })
  timesSeen!: number;
}
