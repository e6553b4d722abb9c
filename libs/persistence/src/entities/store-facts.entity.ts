import type { StoreProfile } from '@waybill/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the store of a bucket was found to enforce. */
@Entity('store_facts')
export class StoreFactsEntity {
  @PrimaryColumn('text') bucket!: string;
  @Column('text') profile!: StoreProfile;
  @Column('text', { array: true }) gaps!: string[];
  @Column('boolean') sealsFinals!: boolean;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) provenAt!: Date;
}
