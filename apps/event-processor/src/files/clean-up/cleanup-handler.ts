import { Injectable } from '@nestjs/common';
import type { FileTaskJobV1 } from '@waybill/contracts';
import type { QueueHandler } from '@waybill/messaging';
import { CleanUpFile } from './clean-up-file.js';

/** The queue `cleanup`. Has no `exhausted`: maintenance drives it again until it is done. */
@Injectable()
export class CleanupHandler implements QueueHandler<FileTaskJobV1> {
  constructor(private readonly cleanUpFile: CleanUpFile) {}

  async handle({ fileId }: FileTaskJobV1): Promise<void> {
    await this.cleanUpFile.execute(fileId);
  }
}
