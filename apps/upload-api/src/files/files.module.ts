import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { CompletionController } from './completion.controller.js';
import { DownloadController } from './download.controller.js';
import { FileEventsController } from './file-events.controller.js';
import { FilesController } from './files.controller.js';
import { LeftoversController } from './leftovers.controller.js';
import { StoreSweeper } from './store-sweeper.js';
import { AwaitCompletion } from './use-cases/await-completion.js';
import { CompleteFile } from './use-cases/complete-file.js';
import { CreateFile } from './use-cases/create-file.js';
import { DeleteFile, StoreSweep } from './use-cases/delete-file.js';
import { GetFile } from './use-cases/get-file.js';
import { ListFiles } from './use-cases/list-files.js';
import { ReadJournal } from './use-cases/read-journal.js';
import { ReviewLeftovers } from './use-cases/review-leftovers.js';
import { SignDownload } from './use-cases/sign-download.js';

@Module({
  imports: [LiveModule],
  controllers: [
    FilesController,
    CompletionController,
    DownloadController,
    FileEventsController,
    LeftoversController,
  ],
  providers: [
    AwaitCompletion,
    CompleteFile,
    CreateFile,
    DeleteFile,
    GetFile,
    ListFiles,
    ReadJournal,
    ReviewLeftovers,
    SignDownload,
    { provide: StoreSweep, useClass: StoreSweeper },
  ],
})
export class FilesModule {}
