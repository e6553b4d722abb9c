import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyRepository } from '@waybill/domain';
import type { ApiConfig } from '../app/api-config.js';
import { API_CONFIG } from '../app/tokens.js';
import { AccessGuard } from './access.guard.js';
import { Admission } from './admission.js';
import { Principals } from './principals.js';
import { StoreToken } from './store-token.js';

@Global()
@Module({
  providers: [
    {
      provide: Principals,
      inject: [ApiKeyRepository],
      useFactory: (keys: ApiKeyRepository) => new Principals(keys),
    },
    {
      provide: StoreToken,
      inject: [API_CONFIG],
      useFactory: ({ upload }: ApiConfig) => new StoreToken(upload.storeToken),
    },
    Admission,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Admission, Principals],
})
export class AuthModule {}
