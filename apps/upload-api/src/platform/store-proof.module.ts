import { Global, Module } from '@nestjs/common';
import { KnownStore } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import { StoreFactsWatch } from '@waybill/persistence';
import { ObjectStore, proveStore } from '@waybill/storage';
import type { ApiConfig } from './api-config.js';
import { StoreProofKeeper } from './store-proof-keeper.js';
import { API_CONFIG, LOGGER } from './tokens.js';

/** What the store has to show before a URL is given out. */
@Global()
@Module({
  providers: [
    {
      provide: StoreProofKeeper,
      inject: [API_CONFIG, ObjectStore, KnownStore, StoreFactsWatch, LOGGER],
      useFactory: (
        { s3, proof }: ApiConfig,
        store: ObjectStore,
        known: KnownStore,
        watch: StoreFactsWatch,
        logger: Logger,
      ) =>
        new StoreProofKeeper({
          prove: () => proveStore(s3, store, proof),
          known,
          watch,
          clock: store.clock,
          logger,
        }),
    },
  ],
  exports: [StoreProofKeeper],
})
export class StoreProofModule {}
