import { Module } from '@nestjs/common';
import {
  ChunkRepository,
  DownloadSigner,
  FileRepository,
  Journal,
  TransferStrategies,
} from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import { KnownStore } from '@waybill/persistence';
import { v7 } from 'uuid';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG, LOGGER } from '../platform/tokens.js';
import { EventHub } from '../live/event-hub.js';
import { CompletionController } from './completion.controller.js';
import { DownloadController } from './download.controller.js';
import { FilesController } from './files.controller.js';
import { StoreSweeper } from './store-sweeper.js';
import { AwaitCompletion } from './use-cases/await-completion.js';
import { CompleteFile } from './use-cases/complete-file.js';
import { CreateFile } from './use-cases/create-file.js';
import { DeleteFile } from './use-cases/delete-file.js';
import { GetFile } from './use-cases/get-file.js';
import { ListFiles } from './use-cases/list-files.js';
import { ReadJournal } from './use-cases/read-journal.js';
import { SignDownload } from './use-cases/sign-download.js';

@Module({
  controllers: [FilesController, CompletionController, DownloadController],
  providers: [
    {
      provide: CreateFile,
      inject: [FileRepository, ChunkRepository, TransferStrategies, KnownStore, API_CONFIG],
      useFactory: (
        files: FileRepository,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        store: KnownStore,
        { s3, upload }: ApiConfig,
      ) =>
        new CreateFile(
          files,
          chunks,
          strategies,
          { bucket: s3.bucket, store, ...upload },
          { next: v7 },
        ),
    },
    {
      provide: ListFiles,
      inject: [FileRepository],
      useFactory: (files: FileRepository) => new ListFiles(files),
    },
    {
      provide: GetFile,
      inject: [FileRepository],
      useFactory: (files: FileRepository) => new GetFile(files),
    },
    {
      provide: StoreSweeper,
      inject: [TransferStrategies, LOGGER],
      useFactory: (strategies: TransferStrategies, logger: Logger) =>
        new StoreSweeper(strategies, (error, fileId) =>
          logger.warn({ err: error, fileId }, 'the clean-up job has to sweep the store'),
        ),
    },
    {
      provide: DeleteFile,
      inject: [FileRepository, StoreSweeper],
      useFactory: (files: FileRepository, sweeper: StoreSweeper) => new DeleteFile(files, sweeper),
    },
    {
      provide: CompleteFile,
      inject: [FileRepository, ChunkRepository],
      useFactory: (files: FileRepository, chunks: ChunkRepository) =>
        new CompleteFile(files, chunks),
    },
    {
      provide: AwaitCompletion,
      inject: [FileRepository, EventHub],
      useFactory: (files: FileRepository, hub: EventHub) => new AwaitCompletion(files, hub),
    },
    {
      provide: SignDownload,
      inject: [FileRepository, DownloadSigner],
      useFactory: (files: FileRepository, signer: DownloadSigner) =>
        new SignDownload(files, signer),
    },
    {
      provide: ReadJournal,
      inject: [FileRepository, Journal],
      useFactory: (files: FileRepository, journal: Journal) => new ReadJournal(files, journal),
    },
  ],
  exports: [GetFile],
})
export class FilesModule {}
