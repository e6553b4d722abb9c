import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { S3Config } from '@waybill/config';
import {
  BucketMarker,
  ChunkUrlSigner,
  DownloadSigner,
  KnownStore,
  MultipartUploads,
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  ObjectSealer,
  ObjectUrlSigner,
  PartUrlSigner,
  StoreProfileSource,
} from '@waybill/domain';
import { StoreClock } from './client/store-clock.js';
import { StoreProbe } from './health/store-probe.js';
import { createObjectStore, ObjectStore } from './object-store.js';
import { BucketOwnership, TakeOver } from './ownership/bucket-ownership.js';

/** The ports that the store serves, for one bucket. Needs `Installation` and `Log` from the app. */
@Global()
@Module({})
export class StorageModule implements OnApplicationShutdown {
  constructor(private readonly store: ObjectStore) {}

  static forRoot(config: S3Config): DynamicModule {
    const known = new KnownStore(config.bucket);
    const store = createObjectStore(config, { profile: () => known.profile });
    const providers = [
      { provide: KnownStore, useValue: known },
      { provide: StoreProfileSource, useValue: known },
      { provide: ObjectStore, useValue: store },
      { provide: ChunkUrlSigner, useValue: store.chunkUrls },
      { provide: PartUrlSigner, useValue: store.parts },
      { provide: ObjectUrlSigner, useValue: store.objects },
      { provide: DownloadSigner, useValue: store.downloads },
      { provide: ObjectReader, useValue: store.reader },
      { provide: ObjectHasher, useValue: store.hasher },
      { provide: ObjectLister, useValue: store.lister },
      { provide: ObjectRemover, useValue: store.remover },
      { provide: ObjectSealer, useValue: store.sealer },
      { provide: MultipartUploads, useValue: store.uploads },
      { provide: BucketMarker, useValue: store.marker },
      { provide: StoreClock, useValue: store.clock },
      { provide: StoreProbe, useValue: new StoreProbe(store) },
      { provide: TakeOver, useValue: new TakeOver(config.takeOverFrom) },
      BucketOwnership,
    ];
    return { module: StorageModule, providers, exports: providers };
  }

  /** Whatever uses the store has ended by now. */
  onApplicationShutdown(): void {
    this.store.close();
  }
}
