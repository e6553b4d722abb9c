import { Module } from '@nestjs/common';
import { UploadTokensController } from './upload-tokens.controller.js';
import { CreateUploadToken } from './use-cases/create-upload-token.js';
import { GetUploadToken } from './use-cases/get-upload-token.js';
import { ListUploadTokens } from './use-cases/list-upload-tokens.js';
import { RenewUploadToken } from './use-cases/renew-upload-token.js';
import { RevokeUploadToken } from './use-cases/revoke-upload-token.js';

/** What strangers upload by. */
@Module({
  controllers: [UploadTokensController],
  providers: [
    CreateUploadToken,
    GetUploadToken,
    ListUploadTokens,
    RenewUploadToken,
    RevokeUploadToken,
  ],
})
export class UploadTokensModule {}
