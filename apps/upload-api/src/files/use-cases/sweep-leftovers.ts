import type {
  FileRepository,
  MultipartUploads,
  ObjectLister,
  ObjectRemover,
} from '@waybill/domain';
import {
  findLeftovers,
  removeLeftovers,
  type FindLeftoversQuery,
  type RemoveLeftoversOptions,
  type LeftoverPage,
} from '@waybill/transfer';

export interface SweepPorts {
  readonly files: Pick<FileRepository, 'statuses' | 'find'>;
  readonly lister: ObjectLister;
  readonly remover: ObjectRemover;
  readonly uploads: MultipartUploads;
  /** Asked before anything is removed. @throws where the bucket is not ours (any more) */
  readonly bucket: { verify(): Promise<void> };
}

/** One page of what no file needs, for on-call: looked at, or removed. */
export class SweepLeftovers {
  constructor(
    private readonly ports: SweepPorts,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * @param remove what to remove of it; nothing where it is left out
   * @throws DomainError cursor_invalid, store_unavailable, database_unavailable
   */
  async execute(query: FindLeftoversQuery, remove?: RemoveLeftoversOptions): Promise<LeftoverPage> {
    if (remove) await this.ports.bucket.verify();
    const page = await findLeftovers({ ...this.ports, now: this.now }, query);
    if (remove) await removeLeftovers(this.ports, page.items, remove);
    return page;
  }
}
