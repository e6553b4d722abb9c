import type {
  FileRepository,
  MultipartUploads,
  ObjectReader,
  ObjectRemover,
} from '@waybill/domain';

/** The row that keeps which multipart upload is the file's. */
export type UploadOwner = Pick<FileRepository, 'find' | 'claimUploadId' | 'releaseUploadId'>;

export interface AssemblyPorts {
  readonly files: UploadOwner;
  readonly uploads: MultipartUploads;
  readonly reader: Pick<ObjectReader, 'head'>;
  readonly remover: Pick<ObjectRemover, 'remove'>;
}

export interface AssemblyOptions {
  /** UploadPartCopy calls under way at once. */
  readonly copyConcurrency: number;
  /**
   * Milliseconds to wait before each further try of a completion that the store says is under way
   * already. Another worker's is over by then; one that died is not.
   */
  readonly completionWaitsMs?: readonly number[];
}
