import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the position up to which the journal was looked at. Whoever has it locked fans out. */
@Entity('webhook_cursor')
export class WebhookCursorEntity {
  @PrimaryColumn('smallint', { default: 1 }) id!: number;
  @Column('bigint') position!: number;
}
