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
  type LeftoverPage,
} from '@waybill/transfer';

export interface SweepPorts {
  readonly files: Pick<FileRepository, 'statuses' | 'find'>;
  readonly lister: ObjectLister;
  readonly remover: ObjectRemover;
  readonly uploads: MultipartUploads;
}

/** One page of what no file needs, for on-call: looked at, or removed. */
export class SweepLeftovers {
  constructor(
    private readonly ports: SweepPorts,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @throws DomainError cursor_invalid, store_unavailable, database_unavailable */
  async execute(query: FindLeftoversQuery, remove: boolean): Promise<LeftoverPage> {
    const page = await findLeftovers({ ...this.ports, now: this.now }, query);
    if (remove) await removeLeftovers(this.ports, page.items);
    return page;
  }
}
