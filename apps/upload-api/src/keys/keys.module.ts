import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';
import { RotateApiKey } from './use-cases/rotate-api-key.js';

@Module({
  controllers: [KeysController],
  providers: [CreateApiKey, ListApiKeys, RevokeApiKey, RotateApiKey],
})
export class KeysModule {}
