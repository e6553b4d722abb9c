import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  createKeySchema,
  listKeysQuerySchema,
  type CreateKeyBody,
  type CreatedKeyBody,
  type KeyListBody,
  type ListKeysQuery,
} from '@waybill/contracts';
import { Allow } from '../auth/access.js';
import { keyBody } from './key-body.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';

@Controller('v1/admin/keys')
@Allow('admin')
export class KeysController {
  constructor(
    private readonly createKey: CreateApiKey,
    private readonly listKeys: ListApiKeys,
    private readonly revokeKey: RevokeApiKey,
  ) {}

  @Post()
  async create(@Body({ schema: createKeySchema }) body: CreateKeyBody): Promise<CreatedKeyBody> {
    const { record, key } = await this.createKey.execute(body.role, body.tenant);
    return { ...keyBody(record), key };
  }

  @Get()
  async list(@Query({ schema: listKeysQuerySchema }) query: ListKeysQuery): Promise<KeyListBody> {
    return { items: (await this.listKeys.execute(query.tenant)).map(keyBody) };
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Param('id') id: string): Promise<void> {
    return this.revokeKey.execute(id);
  }
}
