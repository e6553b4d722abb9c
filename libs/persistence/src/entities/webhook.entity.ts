import type { Webhook, WebhookEventType, WebhookPauseReason } from '@waybill/domain';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

/** Where a tenant wants its events sent. */
@Entity('webhook_endpoints')
@Index('ix_webhook_endpoints_tenant', ['tenantId', 'id'])
export class WebhookEntity {
  @PrimaryColumn('uuid') id!: string;

  @ForeignKey(() => TenantEntity)
  @Column('uuid')
  tenantId!: string;

  @Column('text') url!: string;

  /** Null for every type there is, and those to come. */
  @Column('text', { array: true, nullable: true }) types!: readonly WebhookEventType[] | null;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text', { default: 'active' }) status!: Webhook['status'];

  /** Null, as is `pausedAt`, unless the endpoint is paused. */
  @Column('text', { nullable: true }) pausedReason!: WebhookPauseReason | null;
  @Column('timestamptz', { nullable: true }) pausedAt!: Date | null;

  /** The first failure since the last success. */
  @Column('timestamptz', { nullable: true }) failingSince!: Date | null;

  /** Until then the endpoint wants nothing at all. */
  @Column('timestamptz', { nullable: true, select: false }) heldUntil?: Date | null;

  /** Events above this position are the endpoint's. */
  @Column('bigint', { select: false }) afterPosition?: number;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
