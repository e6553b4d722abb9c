import { Module } from '@nestjs/common';
import {
  DriftRegister,
  FileRepository,
  MultipartUploads,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
} from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import { BucketOwnership } from '@waybill/storage';
import type { AppConfig } from '../platform/app-config.js';
import { Metrics } from '../platform/metrics.js';
import { APP_CONFIG, LOGGER } from '../platform/tokens.js';
import { NoteRemovals } from '../arrivals/events/note-removals.js';
import { ScrubFiles } from './scrub-files.js';
import { SweepLeftovers } from './sweep-leftovers.js';

const SURROUNDINGS = [APP_CONFIG, Metrics, LOGGER] as const;

/** What finds out where the store has more than the rows say, or less. */
@Module({
  providers: [
    {
      provide: NoteRemovals,
      inject: [DriftRegister, APP_CONFIG],
      useFactory: (drift: DriftRegister, { s3 }: AppConfig) => new NoteRemovals(drift, s3.bucket),
    },
    {
      provide: ScrubFiles,
      inject: [...SURROUNDINGS, DriftRegister, ObjectReader],
      useFactory: (
        { processor }: AppConfig,
        metrics: Metrics,
        logger: Logger,
        drift: DriftRegister,
        reader: ObjectReader,
      ) => new ScrubFiles({ drift, reader }, processor.scrub, metrics, logger),
    },
    {
      provide: SweepLeftovers,
      inject: [
        ...SURROUNDINGS,
        FileRepository,
        ObjectLister,
        ObjectRemover,
        MultipartUploads,
        BucketOwnership,
      ],
      useFactory: (
        { processor }: AppConfig,
        metrics: Metrics,
        _: Logger,
        files: FileRepository,
        lister: ObjectLister,
        remover: ObjectRemover,
        uploads: MultipartUploads,
        bucket: BucketOwnership,
      ) =>
        new SweepLeftovers(
          { files, lister, remover, uploads, bucket, now: () => new Date() },
          processor.sweep,
          metrics,
        ),
    },
  ],
  exports: [NoteRemovals, ScrubFiles, SweepLeftovers],
})
export class StoreCareModule {}
