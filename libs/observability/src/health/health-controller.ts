import { Controller, Get, Header, Inject, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { Readiness, type ReadinessReport } from './readiness.js';

interface Reply {
  status(code: number): unknown;
}

/** `GET /health/live` and `GET /health/ready`, for probes and people. */
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  /** 200 as long as the event loop turns: it says nothing of what the process depends on. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'live'; uptime: number } {
    return { status: 'live', uptime: Math.round(process.uptime()) };
  }

  /** 200 when every critical check passes, else 503; the body names each check either way. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    reply.status(report.status === 'ready' || report.status === 'degraded' ? 200 : 503);
    return report;
  }
}
