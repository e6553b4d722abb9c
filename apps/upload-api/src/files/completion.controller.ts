import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { completeFileSchema, type CompleteFileBody, type FileBody } from '@waybill/contracts';
import { withEitherSignal, type File, type Principal } from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { Closing } from '../platform/closing.js';
import { BucketSettings } from '../platform/settings.js';
import { Allow, Holder, OwnFileRef } from '../auth/access.js';
import { HeldRequests } from '../auth/held-requests.js';
import { preferredWait } from '../http/prefer.js';
import { fileBody } from './file-body.js';
import type { OwnFile } from '../auth/require-file.js';
import { AwaitCompletion } from './use-cases/await-completion.js';
import { CompleteFile } from './use-cases/complete-file.js';

@Controller('v1/files')
@Allow('files:write', { tokens: true })
export class CompletionController {
  constructor(
    private readonly completeFile: CompleteFile,
    private readonly awaitCompletion: AwaitCompletion,
    private readonly closing: Closing,
    private readonly held: HeldRequests,
    private readonly location: BucketSettings,
  ) {}

  @Post(':id/complete')
  async complete(
    @OwnFileRef() ref: OwnFile,
    @Holder() holder: Principal,
    @Body({ schema: completeFileSchema.optional() }) body: CompleteFileBody | undefined,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FileBody> {
    const asked = await this.completeFile.execute(ref, body?.fingerprint);
    const file = await this.waitFor(ref, asked, preferredWait(prefer), holder, reply);
    void reply.status(file.status === 'completed' ? 200 : 202);
    return fileBody(file, this.location.prefix);
  }

  private async waitFor(
    ref: OwnFile,
    file: File,
    seconds: number | undefined,
    holder: Principal,
    reply: FastifyReply,
  ): Promise<File> {
    if (seconds === undefined) return file;
    void reply.header('preference-applied', `wait=${seconds}`);
    if (file.status !== 'completing' || seconds === 0) return file;
    const clientGone = new AbortController();
    reply.raw.once('close', () => clientGone.abort());
    const release = await this.held.hold(holder, () => clientGone.abort());
    try {
      return await withEitherSignal([this.closing.signal, clientGone.signal], (signal) =>
        this.awaitCompletion.execute(ref, seconds, signal),
      );
    } finally {
      release();
    }
  }
}
