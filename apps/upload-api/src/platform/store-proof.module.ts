import { Global, Module } from '@nestjs/common';
import { KnownStore, Log } from '@waybill/domain';
import { StoreFactsWatch } from '@waybill/persistence';
import { ObjectStore, proveStore } from '@waybill/storage';
import type { ApiConfig } from './api-config.js';
import { StoreProofKeeper } from './store-proof-keeper.js';
import { API_CONFIG } from './tokens.js';

/** What the store has to show before a URL is given out. */
@Global()
@Module({
  providers: [
    {
      provide: StoreProofKeeper,
      inject: [API_CONFIG, ObjectStore, KnownStore, StoreFactsWatch, Log],
      useFactory: (
        { s3, proof }: ApiConfig,
        store: ObjectStore,
        known: KnownStore,
        watch: StoreFactsWatch,
        logger: Log,
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
