import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { openSessionSchema, type OpenSessionBody, type SessionBody } from '@waybill/contracts';
import type { Principal } from '@waybill/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Holder } from '../auth/access.js';
import { Admission } from '../auth/admission.js';
import { tokenNotAllowed } from '../auth/own-view.js';
import { signInCookie, signOutCookie } from '../auth/session-cookie.js';
import { DescribeHolder } from './describe-holder.js';
import { sessionBody } from './session-body.js';

/** A browser's way to call: a cookie that its scripts cannot read, in the place of a key. */
@Controller('v1/session')
export class SessionController {
  constructor(
    private readonly admission: Admission,
    private readonly describe: DescribeHolder,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('public')
  async open(
    @Body({ schema: openSessionSchema }) { key }: OpenSessionBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionBody> {
    const principal = await this.admission.require(key, request.ip);
    if (principal.role === 'token') throw tokenNotAllowed();
    const record = await this.describe.execute(principal);
    void reply.header('set-cookie', signInCookie(key, request));
    return sessionBody(record);
  }

  @Get()
  @Allow('holder')
  async get(@Holder() holder: Principal): Promise<SessionBody> {
    return sessionBody(await this.describe.execute(holder));
  }

  @Delete()
  @HttpCode(204)
  @Allow('public')
  close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('set-cookie', signOutCookie(request));
  }
}
