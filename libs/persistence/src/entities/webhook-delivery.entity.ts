import type { WebhookDelivery } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { WebhookEntity } from './webhook.entity.js';

/**
 * One event on its way to one endpoint. The event is copied: what is sent stays the same, and needs
 * no row of the journal.
 */
@Entity('webhook_deliveries')
@Unique('uq_webhook_deliveries_event', ['webhookId', 'position'])
@Index('ix_webhook_deliveries_due', ['webhookId', 'nextAttemptAt'], {
  where: `status = 'pending'`,
})
@Index('ix_webhook_deliveries_log', ['webhookId', 'id'])
@Index('ix_webhook_deliveries_created', ['createdAt'])
export class WebhookDeliveryEntity {
  @PrimaryColumn('uuid') id!: string;

  @ForeignKey(() => WebhookEntity, { onDelete: 'CASCADE' })
  @Column('uuid', { name: 'endpoint_id' })
  webhookId!: string;

  /** Of the event in the journal; null for a test. */
  @Column('bigint', { nullable: true }) position!: number | null;
  @Column('text') type!: WebhookDelivery['type'];
  @Column('uuid', { nullable: true }) fileId!: string | null;
  @Column('timestamptz', { select: false }) at?: Date;
  @Column('jsonb', { select: false }) data?: Record<string, unknown>;
  @Column('text', { default: 'pending' }) status!: WebhookDelivery['status'];

  /** Made so far. */
  @Column('integer', { default: 0 }) attempts!: number;

  /** Made since the delivery last became due by request. */
  @Column('integer', { default: 0, select: false }) tries?: number;
  @Column('timestamptz', { default: () => 'now()' }) nextAttemptAt!: Date;
  @Column('timestamptz', { nullable: true, select: false }) leasedUntil?: Date | null;
  @Column('timestamptz', { nullable: true, select: false }) lastAttemptAt?: Date | null;
  @Column('integer', { nullable: true }) lastStatusCode!: number | null;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) deliveredAt!: Date | null;
}
