import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: how far the relay is. Whoever has it locked is the relay. */
@Entity('journal_relay')
export class JournalRelayEntity {
  @PrimaryColumn('smallint', { default: 1 }) id!: number;

  /** The highest position given out. */
  @Column('bigint', { default: 0 }) lastPosition!: number;

  /** The highest position handed to the publisher with success. */
  @Column('bigint', { default: 0 }) publishedPosition!: number;
}
