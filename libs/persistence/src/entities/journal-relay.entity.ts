import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigint } from './column-types.js';

/** One row: how far the relay is. Whoever has it locked is the relay. */
@Entity('journal_relay')
export class JournalRelayEntity {
  @PrimaryColumn({
    name: 'id',
    type: 'smallint',
    default: 1,
    primaryKeyConstraintName: 'pk_journal_relay',
  })
  id!: number;

  /** The highest position given out. */
  @Column({ ...bigint('last_position'), default: 0 })
  lastPosition!: number;

  /** The highest position handed to the publisher with success. */
  @Column({ ...bigint('published_position'), default: 0 })
  publishedPosition!: number;
}
