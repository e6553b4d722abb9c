import { Instruments, type Registry } from '@waybill/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Counts and times every answer by its route's template: raw paths would make a series for each
 * file. Event streams are counted but not timed; they last as long as their clients.
 */
export function installHttpMetrics(fastify: FastifyInstance, registry: Registry): void {
  const labels = ['method', 'route', 'status'] as const;
  const instruments = new Instruments(registry);
  const requests = instruments.counter('waybill_http_requests_total', 'Answered requests', labels);
  const durations = instruments.durations(
    'waybill_http_request_duration_seconds',
    'Time from the request to the end of its answer',
    labels,
  );
  fastify.addHook('onResponse', (request, reply, done) => {
    const series = {
      method: request.method,
      route: routeOf(request),
      status: String(reply.raw.statusCode),
    };
    requests.inc(series);
    if (!series.route.endsWith('/events')) durations.observe(series, reply.elapsedTime / 1_000);
    done();
  });
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
}
