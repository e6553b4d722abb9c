import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';

@Module({ controllers: [KeysController], providers: [CreateApiKey, ListApiKeys, RevokeApiKey] })
export class KeysModule {}
