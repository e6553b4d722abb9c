import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyRepository } from '@waybill/domain';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG } from '../platform/tokens.js';
import { AccessGuard } from './access.guard.js';
import { Admission } from './admission.js';
import { HeldRequests } from './held-requests.js';
import { Principals } from './principals.js';
import { StoreToken } from './store-token.js';
import { WrongKeys } from './wrong-keys.js';

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
    {
      provide: WrongKeys,
      inject: [API_CONFIG],
      useFactory: ({ callers }: ApiConfig) => new WrongKeys(callers.wrongKeysPerMinute),
    },
    {
      provide: HeldRequests,
      inject: [ApiKeyRepository, API_CONFIG],
      useFactory: (keys: ApiKeyRepository, { callers }: ApiConfig) => {
        const held = new HeldRequests(keys, callers);
        held.start();
        return held;
      },
    },
    Admission,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Admission, HeldRequests, Principals],
})
export class AuthModule {}
