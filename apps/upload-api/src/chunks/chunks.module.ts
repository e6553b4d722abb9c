import { Module } from '@nestjs/common';
import { ChunkAnnouncer } from './chunk-announcer.js';
import { ChunksController } from './chunks.controller.js';
import { ConfirmChunk } from './use-cases/confirm-chunk.js';
import { ConfirmChunks } from './use-cases/confirm-chunks.js';
import { ListChunks } from './use-cases/list-chunks.js';
import { SignChunkUrls } from './use-cases/sign-chunk-urls.js';

@Module({
  controllers: [ChunksController],
  providers: [ChunkAnnouncer, ConfirmChunk, ConfirmChunks, ListChunks, SignChunkUrls],
})
export class ChunksModule {}
