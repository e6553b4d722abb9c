import { Module } from '@nestjs/common';
import { ChunkAnnouncer } from './chunk-announcer.js';
import { ChunksController } from './chunks.controller.js';
import { ConfirmChunk } from './use-cases/confirm-chunk.js';
import { ListChunks } from './use-cases/list-chunks.js';
import { SignChunkUrls } from './use-cases/sign-chunk-urls.js';

@Module({
  controllers: [ChunksController],
  providers: [ChunkAnnouncer, ConfirmChunk, ListChunks, SignChunkUrls],
})
export class ChunksModule {}
