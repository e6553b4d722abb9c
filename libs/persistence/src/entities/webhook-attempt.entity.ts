import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { WebhookDeliveryEntity } from './webhook-delivery.entity.js';

/** What became of one call. */
@Entity('webhook_attempts')
export class WebhookAttemptEntity {
  @ForeignKey(() => WebhookDeliveryEntity, { onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  deliveryId!: string;

  @PrimaryColumn('integer') number!: number;
  @Column('timestamptz') at!: Date;
  @Column('integer') durationMs!: number;
  @Column('integer', { nullable: true }) statusCode!: number | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('text', { nullable: true }) response!: string | null;
}
