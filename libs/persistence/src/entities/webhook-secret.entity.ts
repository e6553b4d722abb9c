import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WebhookEntity } from './webhook.entity.js';

/** What signs the calls of an endpoint; one of them never expires. */
@Entity('webhook_secrets')
@Index('ix_webhook_secrets_endpoint', ['endpointId'])
@Index('uq_webhook_secrets_newest', ['endpointId'], { unique: true, where: 'expires_at IS NULL' })
export class WebhookSecretEntity {
  @PrimaryColumn('uuid') id!: string;

  @ForeignKey(() => WebhookEntity, { onDelete: 'CASCADE' })
  @Column('uuid')
  endpointId!: string;

  @Column('text') secret!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
}
