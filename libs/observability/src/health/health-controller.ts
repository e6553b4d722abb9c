import { Controller, Get, Header, Inject, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { Insiders, type Asker } from './insiders.js';
import { Readiness, type ReadinessReport } from './readiness.js';

interface Reply {
  status(code: number): unknown;
}

/** `GET /health/live` and `GET /health/ready`, for probes and people. */
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Insiders) private readonly insiders: Insiders,
  ) {}

  /** 200 as long as the event loop turns: it says nothing of what the process depends on. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'live'; uptime: number } {
    return { status: 'live', uptime: Math.round(process.uptime()) };
  }

  /**
   * 200 when every critical check passes, else 503. The body names each check to {@link Insiders};
   * strangers are told the status alone.
   */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(
    @Req() request: Asker,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Partial<ReadinessReport>> {
    const report = await this.readiness.report();
    reply.status(report.status === 'ready' || report.status === 'degraded' ? 200 : 503);
    return this.insiders.include(request) ? report : { status: report.status };
  }
}
