import type { Actor, AuditedResource } from '@waybill/domain';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Who did what. No foreign key: it outlives what it tells of. */
@Entity('audit')
@Index('ix_audit_at', ['at'])
@Index('ix_audit_tenant', ['tenantId', 'id'])
@Index('ix_audit_actor', ['actorId', 'id'])
@Index('ix_audit_resource', ['resourceId', 'id'])
export class AuditEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('timestamptz', { default: () => 'clock_timestamp()' }) at!: Date;
  @Column('uuid', { nullable: true }) tenantId!: string | null;
  @Column('text') actorKind!: Actor['kind'];
  @Column('text') actorId!: string;
  @Column('text') address!: string;
  @Column('text') requestId!: string;
  @Column('text') operation!: string;
  @Column('text') resource!: AuditedResource;
  @Column('text', { nullable: true }) resourceId!: string | null;
  @Column('jsonb', { default: {} }) data!: Record<string, unknown>;
}
