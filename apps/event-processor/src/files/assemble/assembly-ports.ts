import { Inject, Injectable } from '@nestjs/common';
import {
  ChunkRepository,
  FileRepository,
  ObjectHasher,
  ObjectRemover,
  TransferStrategies,
} from '@waybill/domain';

type ChunkPort = Pick<ChunkRepository, 'all' | 'resetLostChunks' | 'rememberDigests'>;

@Injectable()
export class AssembleFilePorts {
  constructor(
    @Inject(FileRepository) readonly files: Pick<FileRepository, 'find' | 'change'>,
    @Inject(ChunkRepository) readonly chunks: ChunkPort,
    @Inject(TransferStrategies) readonly strategies: Pick<TransferStrategies, 'get'>,
    readonly hasher: ObjectHasher,
    @Inject(ObjectRemover) readonly remover: Pick<ObjectRemover, 'remove'>,
  ) {}
}

/** One attempt at one file. */
export interface AssemblyRun {
  /** Aborted when the attempt must end: the process does, or another worker has the job. */
  readonly signal?: AbortSignal;
  progress?(done: { readonly parts: number; readonly of: number }): void;
}
