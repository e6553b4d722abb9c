import type {
  ChunkRepository,
  FileRepository,
  ObjectHasher,
  ObjectRemover,
  TransferStrategies,
} from '@waybill/domain';

export interface AssemblyPorts {
  readonly files: Pick<FileRepository, 'find' | 'change'>;
  readonly chunks: Pick<ChunkRepository, 'all' | 'resetLostChunks' | 'rememberDigests'>;
  readonly strategies: Pick<TransferStrategies, 'get'>;
  readonly hasher: ObjectHasher;
  readonly remover: Pick<ObjectRemover, 'remove'>;
}

/** One attempt at one file. */
export interface AssemblyRun {
  /** Aborted when the attempt must end: the process does, or another worker has the job. */
  readonly signal?: AbortSignal;
  progress?(done: { readonly parts: number; readonly of: number }): void;
}
