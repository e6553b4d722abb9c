import { Inject, Injectable } from '@nestjs/common';
import {
  AuditLog,
  EveryTenantsFiles,
  MultipartUploads,
  ObjectLister,
  ObjectRemover,
  Timers,
} from '@waybill/domain';
import { BucketOwnership } from '@waybill/storage';
import {
  findLeftovers,
  removeLeftovers,
  type FindLeftoversQuery,
  type LeftoverRemoval,
  type LeftoverPage,
} from '@waybill/transfer';

/** One page of what no file needs, for on-call: looked at, or removed. */
@Injectable()
export class ReviewLeftovers {
  constructor(
    private readonly files: EveryTenantsFiles,
    private readonly lister: ObjectLister,
    private readonly remover: ObjectRemover,
    private readonly uploads: MultipartUploads,
    private readonly bucket: BucketOwnership,
    private readonly timers: Timers,
    @Inject(AuditLog) private readonly audit: Pick<AuditLog, 'note'>,
  ) {}

  /**
   * @param remove what to remove of it; nothing where it is left out
   * @throws DomainError cursor_invalid, store_unavailable, database_unavailable
   */
  async execute(query: FindLeftoversQuery, remove?: LeftoverRemoval): Promise<LeftoverPage> {
    const { files, lister, remover, uploads, timers } = this;
    const ports = { files, lister, remover, uploads, now: () => new Date(timers.now()) };
    // The bucket may have been taken over since this process began.
    if (remove) await this.bucket.verify();
    const page = await findLeftovers(ports, query);
    if (remove) {
      // Before: what is removed from the store and noted nowhere would be worse than the reverse.
      await this.audit.note('store', { leftovers: page.items.length, ...remove });
      await removeLeftovers(ports, page.items, remove);
    }
    return page;
  }
}
