import { Module } from '@nestjs/common';
import {
  ChunkRepository,
  EventPublisher,
  FileRepository,
  StorageEventQueue,
  TransferStrategies,
} from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import { KnownStore } from '@waybill/persistence';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG, LOGGER } from '../platform/tokens.js';
import { ChunksController } from './chunks.controller.js';
import { ConfirmChunk } from './use-cases/confirm-chunk.js';
import { ListChunks } from './use-cases/list-chunks.js';
import { SignChunkUrls } from './use-cases/sign-chunk-urls.js';

@Module({
  controllers: [ChunksController],
  providers: [
    {
      provide: ListChunks,
      inject: [FileRepository, ChunkRepository],
      useFactory: (files: FileRepository, chunks: ChunkRepository) => new ListChunks(files, chunks),
    },
    {
      provide: SignChunkUrls,
      inject: [FileRepository, ChunkRepository, TransferStrategies, KnownStore, API_CONFIG],
      useFactory: (
        files: FileRepository,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        store: KnownStore,
        { upload }: ApiConfig,
      ) => new SignChunkUrls(files, chunks, strategies, store, upload.chunkUrlExpiresIn),
    },
    {
      provide: ConfirmChunk,
      inject: [
        FileRepository,
        ChunkRepository,
        TransferStrategies,
        StorageEventQueue,
        EventPublisher,
        KnownStore,
        LOGGER,
      ],
      useFactory: (
        files: FileRepository,
        chunks: ChunkRepository,
        strategies: TransferStrategies,
        events: StorageEventQueue,
        publisher: EventPublisher,
        store: KnownStore,
        logger: Logger,
      ) =>
        new ConfirmChunk({ files, chunks, strategies, events }, store, (chunk) => {
          publisher
            .chunksUploaded([chunk])
            .catch((error: unknown) => logger.warn({ err: error }, 'a chunk was not announced'));
        }),
    },
  ],
})
export class ChunksModule {}
