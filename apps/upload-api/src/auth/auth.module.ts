import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Admission } from './admission.js';
import { CallerLimits } from '../limits/caller-limits.js';
import { RequestRate } from '../limits/request-rate.js';
import { HeldRequests } from './held-requests.js';
import { KeyUse } from './key-use.js';
import { Principals } from './principals.js';
import { StoreToken } from './store-token.js';
import { TokenOrigins } from './token-origins.js';
import { WrongKeys } from './wrong-keys.js';

@Global()
@Module({
  providers: [
    Admission,
    CallerLimits,
    HeldRequests,
    KeyUse,
    Principals,
    RequestRate,
    StoreToken,
    TokenOrigins,
    WrongKeys,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Admission, CallerLimits, HeldRequests, KeyUse, Principals, TokenOrigins],
})
export class AuthModule {}
