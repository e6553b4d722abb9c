import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  createUploadTokenSchema,
  listUploadTokensQuerySchema,
  renewUploadTokenSchema,
  type CreatedUploadTokenBody,
  type CreateUploadTokenBody,
  type ListUploadTokensQuery,
  type RenewUploadTokenBody,
  type UploadTokenBody,
  type UploadTokenListBody,
} from '@waybill/contracts';
import type { ActingTenant, Principal } from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { Allow, Holder, TenantId } from '../auth/access.js';
import { ownToken } from '../auth/own-view.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { uploadTokenBody } from './upload-token-body.js';
import { CreateUploadToken } from './use-cases/create-upload-token.js';
import { GetUploadToken } from './use-cases/get-upload-token.js';
import { ListUploadTokens } from './use-cases/list-upload-tokens.js';
import { RenewUploadToken } from './use-cases/renew-upload-token.js';
import { RevokeUploadToken } from './use-cases/revoke-upload-token.js';

@Controller('v1/upload-tokens')
@Allow('files:read')
export class UploadTokensController {
  constructor(
    private readonly createToken: CreateUploadToken,
    private readonly getToken: GetUploadToken,
    private readonly listTokens: ListUploadTokens,
    private readonly renewToken: RenewUploadToken,
    private readonly revokeToken: RevokeUploadToken,
  ) {}

  @Post()
  @Allow('files:write')
  async create(
    @TenantId() tenantId: ActingTenant,
    @Holder() maker: Principal,
    @Body({ schema: createUploadTokenSchema }) body: CreateUploadTokenBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedUploadTokenBody> {
    const { name, expiresIn, metadata = {}, ...bounds } = body;
    const { record, token } = await this.createToken.execute(tenantId, maker, {
      ...(name !== undefined && { name }),
      expiresIn,
      policy: { ...bounds, metadata },
    });
    void reply.header('location', `/v1/upload-tokens/${record.id}`);
    return { ...uploadTokenBody(record), token };
  }

  @Get()
  async list(
    @TenantId() tenantId: ActingTenant,
    @Query({ schema: listUploadTokensQuerySchema }) { limit, cursor }: ListUploadTokensQuery,
  ): Promise<UploadTokenListBody> {
    const before = decodeCursor('uploadTokens', cursor);
    const { items, next } = await this.listTokens.execute(tenantId, {
      limit,
      ...(before !== undefined && { before }),
    });
    return {
      items: items.map(uploadTokenBody),
      nextCursor: next && encodeCursor('uploadTokens', next),
    };
  }

  /** For its holder, who need not know its id. */
  @Get('self')
  @Allow('files:read', { tokens: true })
  async self(@Holder() holder: Principal): Promise<UploadTokenBody> {
    return uploadTokenBody(await this.getToken.execute(ownToken(holder)));
  }

  @Get(':id')
  async get(
    @TenantId() tenantId: ActingTenant,
    @Param('id') tokenId: string,
  ): Promise<UploadTokenBody> {
    return uploadTokenBody(await this.getToken.execute({ tenantId, tokenId }));
  }

  @Post(':id/renew')
  @Allow('files:write')
  @HttpCode(200)
  async renew(
    @TenantId() tenantId: ActingTenant,
    @Holder() { keyId: renewedBy }: Principal,
    @Param('id') tokenId: string,
    @Body({ schema: renewUploadTokenSchema.prefault({}) }) { expiresIn }: RenewUploadTokenBody,
  ): Promise<UploadTokenBody> {
    const ref = { tenantId, tokenId };
    return uploadTokenBody(await this.renewToken.execute(ref, { expiresIn, renewedBy }));
  }

  @Delete(':id')
  @Allow('files:write')
  @HttpCode(204)
  revoke(@TenantId() tenantId: ActingTenant, @Param('id') tokenId: string): Promise<void> {
    return this.revokeToken.execute({ tenantId, tokenId });
  }
}
