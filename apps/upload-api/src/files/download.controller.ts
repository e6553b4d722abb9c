import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { ActingTenant } from '@waybill/domain';
import { downloadQuerySchema, type DownloadBody, type DownloadQuery } from '@waybill/contracts';
import type { FastifyReply } from 'fastify';
import { Allow, TenantId } from '../auth/access.js';
import { SignDownload } from './use-cases/sign-download.js';

@Controller('v1/files')
@Allow('files:read')
export class DownloadController {
  constructor(private readonly signDownload: SignDownload) {}

  @Get(':id/download')
  async download(
    @TenantId() tenantId: ActingTenant,
    @Param('id') fileId: string,
    @Query({ schema: downloadQuerySchema }) query: DownloadQuery,
  ): Promise<DownloadBody> {
    const { url, expiresAt } = await this.signDownload.execute({ tenantId, fileId }, query);
    return { url, expiresAt: expiresAt.toISOString() };
  }

  @Get(':id/content')
  async content(
    @TenantId() tenantId: ActingTenant,
    @Param('id') fileId: string,
    @Query({ schema: downloadQuerySchema }) query: DownloadQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { url } = await this.signDownload.execute({ tenantId, fileId }, query);
    void reply.redirect(url, 302);
  }
}
