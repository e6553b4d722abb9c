import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  chunkUrlsSchema,
  confirmChunkSchema,
  confirmChunksSchema,
  listChunksQuerySchema,
  type ChunkBody,
  type ChunkListBody,
  type ChunkUrlListBody,
  type ChunkUrlsRequestBody,
  type ConfirmChunkBody,
  type ConfirmChunksBody,
  type ConfirmedChunksBody,
  type ListChunksQuery,
} from '@waybill/contracts';
import { Allow, OwnFileRef } from '../auth/access.js';
import type { OwnFile } from '../auth/require-file.js';
import { StoreProofKeeper } from '../platform/store-proof-keeper.js';
import { CHUNK_LIST_BODY } from '../http/body-limits.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { BodyLimit } from '../http/route-rules.js';
import { chunkBody } from './chunk-body.js';
import { ConfirmChunk } from './use-cases/confirm-chunk.js';
import { ConfirmChunks } from './use-cases/confirm-chunks.js';
import { ListChunks } from './use-cases/list-chunks.js';
import { SignChunkUrls } from './use-cases/sign-chunk-urls.js';

@Controller('v1/files/:id/chunks')
@Allow('files:read', { tokens: true })
export class ChunksController {
  constructor(
    private readonly listChunks: ListChunks,
    private readonly signChunkUrls: SignChunkUrls,
    private readonly confirmChunk: ConfirmChunk,
    private readonly confirmChunks: ConfirmChunks,
    private readonly profile: StoreProofKeeper,
  ) {}

  @Get()
  async list(
    @OwnFileRef() ref: OwnFile,
    @Query({ schema: listChunksQuerySchema }) query: ListChunksQuery,
  ): Promise<ChunkListBody> {
    const { status, limit, cursor } = query;
    const after = decodeCursor('chunks', cursor);
    const { items, next } = await this.listChunks.execute(ref, {
      limit,
      ...(status && { status }),
      ...(after !== undefined && { after: Number(after) }),
    });
    return {
      items: items.map(chunkBody),
      nextCursor: next === undefined ? undefined : encodeCursor('chunks', next),
    };
  }

  @Post('urls')
  @Allow('files:write', { tokens: true })
  @BodyLimit(CHUNK_LIST_BODY)
  @HttpCode(200)
  async urls(
    @OwnFileRef() ref: OwnFile,
    @Body({ schema: chunkUrlsSchema }) body: ChunkUrlsRequestBody,
  ): Promise<ChunkUrlListBody> {
    this.profile.assertProven();
    const { urls, reused } = await this.signChunkUrls.execute(ref, body);
    return {
      urls: urls.map(({ number, url, headers, expiresAt, confirm }) => ({
        number,
        method: 'PUT',
        url,
        headers: { ...headers },
        expiresAt: expiresAt.toISOString(),
        ...(confirm && { confirm }),
      })),
      ...(reused.length > 0 && { reused: [...reused] }),
    };
  }

  @Post('confirm')
  @Allow('files:write', { tokens: true })
  @BodyLimit(CHUNK_LIST_BODY)
  @HttpCode(200)
  async confirmSeveral(
    @OwnFileRef() ref: OwnFile,
    @Body({ schema: confirmChunksSchema }) body: ConfirmChunksBody,
  ): Promise<ConfirmedChunksBody> {
    const { chunks, refused } = await this.confirmChunks.execute(ref, body.chunks);
    return {
      items: chunks.map(chunkBody),
      ...(refused.length > 0 && {
        refused: refused.map(({ number, why }) => ({
          number,
          code: 'chunk_not_stored',
          detail: `Chunk ${number} is not confirmed: ${why}.`,
        })),
      }),
    };
  }

  @Post(':number/confirm')
  @Allow('files:write', { tokens: true })
  @HttpCode(200)
  async confirm(
    @OwnFileRef() ref: OwnFile,
    @Param('number') number: string,
    @Body({ schema: confirmChunkSchema }) body: ConfirmChunkBody,
  ): Promise<ChunkBody> {
    // What is no number is not in the plan either.
    const asNumber = /^\d{1,9}$/u.test(number) ? Number(number) : 0;
    return chunkBody(await this.confirmChunk.execute(ref, asNumber, body.etag));
  }
}
