import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Admission } from './admission.js';
import { HeldRequests } from './held-requests.js';
import { Principals } from './principals.js';
import { StoreToken } from './store-token.js';
import { WrongKeys } from './wrong-keys.js';

@Global()
@Module({
  providers: [
    Admission,
    HeldRequests,
    Principals,
    StoreToken,
    WrongKeys,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Admission, HeldRequests, Principals],
})
export class AuthModule {}
