import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  createFileSchema,
  journalQuerySchema,
  listFilesQuerySchema,
  type CreateFileBody,
  type FileBody,
  type FileListBody,
  type JournalBody,
  type JournalQuery,
  type ListFilesQuery,
} from '@waybill/contracts';
import type { ActingTenant, File, Principal } from '@waybill/domain';
import type { FastifyReply } from 'fastify';
import { BucketSettings } from '../platform/settings.js';
import { Allow, Holder, OwnFileRef, TenantId } from '../auth/access.js';
import { fileOwner } from '../auth/own-view.js';
import type { OwnFile } from '../auth/require-file.js';
import { PLAN_BODY } from '../http/body-limits.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { BodyLimit } from '../http/route-rules.js';
import { fileBody } from './file-body.js';
import { CreateFile } from './use-cases/create-file.js';
import { DeleteFile } from './use-cases/delete-file.js';
import { GetFile } from './use-cases/get-file.js';
import { ListFiles } from './use-cases/list-files.js';
import { ReadJournal } from './use-cases/read-journal.js';

@Controller('v1/files')
@Allow('files:read')
export class FilesController {
  constructor(
    private readonly createFile: CreateFile,
    private readonly listFiles: ListFiles,
    private readonly getFile: GetFile,
    private readonly deleteFile: DeleteFile,
    private readonly readJournal: ReadJournal,
    private readonly location: BucketSettings,
  ) {}

  /** 201 for a replay as well: a retry is answered like the request it repeats. */
  @Post()
  @Allow('files:write', { tokens: true })
  @BodyLimit(PLAN_BODY)
  async create(
    @Holder() holder: Principal,
    @Body({ schema: createFileSchema }) body: CreateFileBody,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FileBody> {
    const { file, replayed } = await this.createFile.execute(
      fileOwner(holder),
      body,
      idempotencyKey,
    );
    void reply.header('location', `/v1/files/${file.id}`);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    return this.body(file);
  }

  @Get()
  async list(
    @TenantId() tenantId: ActingTenant,
    @Query({ schema: listFilesQuerySchema }) query: ListFilesQuery,
  ): Promise<FileListBody> {
    const { status, limit, cursor } = query;
    const before = decodeCursor('files', cursor);
    const { items, next } = await this.listFiles.execute(tenantId, {
      limit,
      ...(status && { status }),
      ...(before !== undefined && { before }),
    });
    return {
      items: items.map((file) => this.body(file)),
      nextCursor: next && encodeCursor('files', next),
    };
  }

  @Get(':id')
  @Allow('files:read', { tokens: true })
  async get(@OwnFileRef() ref: OwnFile): Promise<FileBody> {
    return this.body(await this.getFile.execute(ref));
  }

  private body(file: File): FileBody {
    return fileBody(file, this.location.prefix);
  }

  @Delete(':id')
  @Allow('files:write', { tokens: true })
  @HttpCode(204)
  delete(@OwnFileRef() ref: OwnFile): Promise<void> {
    return this.deleteFile.execute(ref);
  }

  @Get(':id/journal')
  async journal(
    @TenantId() tenantId: ActingTenant,
    @Param('id') fileId: string,
    @Query({ schema: journalQuerySchema }) query: JournalQuery,
  ): Promise<JournalBody> {
    const after = decodeCursor('journal', query.cursor);
    const { items, next } = await this.readJournal.execute(
      { tenantId, fileId },
      { limit: query.limit, ...(after !== undefined && { after }) },
    );
    return {
      items: items.map(({ id, type, at, data, actor }) => ({
        id,
        type,
        at: at.toISOString(),
        data: { ...data },
        ...(actor && { actor: { ...actor } }),
      })),
      nextCursor: next && encodeCursor('journal', next),
    };
  }
}
