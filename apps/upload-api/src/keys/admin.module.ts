import { Module } from '@nestjs/common';
import {
  ApiKeyRepository,
  DeadLetterAdmin,
  FileRepository,
  MultipartUploads,
  ObjectLister,
  ObjectRemover,
  StorageEventQueue,
} from '@waybill/domain';
import { BucketOwnership } from '@waybill/storage';
import type { ApiConfig } from '../platform/api-config.js';
import { API_CONFIG } from '../platform/tokens.js';
import { Principals } from '../auth/principals.js';
import { DeadLettersController } from '../dead-letters/dead-letters.controller.js';
import { KeysController } from './keys.controller.js';
import { LeftoversController } from '../files/leftovers.controller.js';
import { readLetter } from '../dead-letters/read-letter.js';
import { CreateKey } from './use-cases/create-key.js';
import { ListDeadLetters } from '../dead-letters/use-cases/list-dead-letters.js';
import { ListKeys } from './use-cases/list-keys.js';
import { ReplayDeadLetters } from '../dead-letters/use-cases/replay-dead-letters.js';
import { RevokeKey } from './use-cases/revoke-key.js';
import { SweepLeftovers } from '../files/use-cases/sweep-leftovers.js';

@Module({
  controllers: [KeysController, DeadLettersController, LeftoversController],
  providers: [
    {
      provide: CreateKey,
      inject: [ApiKeyRepository],
      useFactory: (keys: ApiKeyRepository) => new CreateKey(keys),
    },
    {
      provide: ListKeys,
      inject: [ApiKeyRepository],
      useFactory: (keys: ApiKeyRepository) => new ListKeys(keys),
    },
    {
      provide: RevokeKey,
      inject: [ApiKeyRepository, Principals],
      useFactory: (keys: ApiKeyRepository, principals: Principals) =>
        new RevokeKey(keys, () => principals.forget()),
    },
    {
      provide: ListDeadLetters,
      inject: [DeadLetterAdmin],
      useFactory: (deadLetters: DeadLetterAdmin) => new ListDeadLetters(deadLetters),
    },
    {
      provide: ReplayDeadLetters,
      inject: [DeadLetterAdmin, StorageEventQueue, API_CONFIG],
      useFactory: (deadLetters: DeadLetterAdmin, queue: StorageEventQueue, { s3 }: ApiConfig) =>
        new ReplayDeadLetters(deadLetters, queue, (letter) => readLetter(letter, s3.prefix)),
    },
    {
      provide: SweepLeftovers,
      inject: [FileRepository, ObjectLister, ObjectRemover, MultipartUploads, BucketOwnership],
      useFactory: (
        files: FileRepository,
        lister: ObjectLister,
        remover: ObjectRemover,
        uploads: MultipartUploads,
        bucket: BucketOwnership,
      ) => new SweepLeftovers({ files, lister, remover, uploads, bucket }),
    },
  ],
})
export class AdminModule {}
