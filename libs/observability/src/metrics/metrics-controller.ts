import {
  Controller,
  ForbiddenException,
  Get,
  Header,
  Inject,
  Req,
  Res,
  UnauthorizedException,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { Registry } from 'prom-client';
import { Insiders, type Asker } from '../health/insiders.js';

interface Reply {
  header(name: string, value: string): unknown;
}

/** `GET /metrics` in Prometheus' text format, for {@link Insiders} only. */
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(Insiders) private readonly insiders: Insiders,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  metrics(@Req() request: Asker, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    if (!this.insiders.include(request)) throw this.refusal();
    reply.header('Content-Type', this.registry.contentType);
    return this.registry.metrics();
  }

  private refusal(): Error {
    return this.insiders.needToken
      ? new UnauthorizedException('Send the token of WAYBILL_METRICS_TOKEN as bearer token.')
      : new ForbiddenException(
          'Figures are for this machine only; with WAYBILL_METRICS_TOKEN, for whoever shows it.',
        );
  }
}
