import { Global, Injectable, Module, type DynamicModule } from '@nestjs/common';
import {
  ChunkUrlSigner,
  EveryTenantsFiles,
  KnownStore,
  MultipartUploads,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  ObjectSealer,
  ObjectUrlSigner,
  PartUrlSigner,
  TransferStrategies,
} from '@waybill/domain';
import {
  AutoStrategies,
  registeredStrategies,
  type TransferPorts,
} from './strategies/strategies.js';

/** How eagerly a service copies within the store. */
export class CopySettings {
  /** @param copyConcurrency UploadPartCopy calls under way at once, for one file */
  constructor(readonly copyConcurrency = 8) {}
}

@Injectable()
class ServedPorts implements TransferPorts {
  constructor(
    readonly files: EveryTenantsFiles,
    readonly uploads: MultipartUploads,
    readonly reader: ObjectReader,
    readonly lister: ObjectLister,
    readonly remover: ObjectRemover,
    readonly sealer: ObjectSealer,
    readonly chunkUrls: ChunkUrlSigner,
    readonly parts: PartUrlSigner,
    readonly objects: ObjectUrlSigner,
  ) {}
}

@Injectable()
class ServedStrategies extends AutoStrategies {
  constructor(ports: ServedPorts, { copyConcurrency }: CopySettings, store: KnownStore) {
    super(registeredStrategies(ports, { copyConcurrency, sealsFinals: () => store.sealsFinals }));
  }
}

/** The transfer strategies, over the ports of the other modules. */
@Global()
@Module({
  providers: [ServedPorts, { provide: TransferStrategies, useClass: ServedStrategies }],
  exports: [TransferStrategies],
})
export class TransferModule {
  static forRoot(settings = new CopySettings()): DynamicModule {
    return {
      module: TransferModule,
      providers: [{ provide: CopySettings, useValue: settings }],
    };
  }
}
