import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  createKeySchema,
  listKeysQuerySchema,
  rotateKeySchema,
  type CreateKeyBody,
  type CreatedKeyBody,
  type KeyListBody,
  type ListKeysQuery,
  type RotatedKeyBody,
  type RotateKeyBody,
} from '@waybill/contracts';
import { Allow } from '../auth/access.js';
import { keyBody } from './key-body.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';
import { RotateApiKey } from './use-cases/rotate-api-key.js';

@Controller('v1/admin/keys')
@Allow('admin')
export class KeysController {
  constructor(
    private readonly createKey: CreateApiKey,
    private readonly listKeys: ListApiKeys,
    private readonly revokeKey: RevokeApiKey,
    private readonly rotateKey: RotateApiKey,
  ) {}

  @Post()
  async create(@Body({ schema: createKeySchema }) body: CreateKeyBody): Promise<CreatedKeyBody> {
    const { record, key } = await this.createKey.execute(body);
    return { ...keyBody(record), key };
  }

  @Get()
  async list(@Query({ schema: listKeysQuerySchema }) query: ListKeysQuery): Promise<KeyListBody> {
    return { items: (await this.listKeys.execute(query.tenant)).map(keyBody) };
  }

  @Post(':id/rotate')
  @HttpCode(200)
  async rotate(
    @Param('id') id: string,
    @Body({ schema: rotateKeySchema.prefault({}) }) body: RotateKeyBody,
  ): Promise<RotatedKeyBody> {
    const { record, key, previousExpiresAt } = await this.rotateKey.execute(id, body);
    return { ...keyBody(record), key, previousExpiresAt: previousExpiresAt.toISOString() };
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Param('id') id: string): Promise<void> {
    return this.revokeKey.execute(id);
  }
}
