import { z } from 'zod';
import { answer, type Operation } from '../operation.js';

const healthSchema = z
  .object({
    status: z.string().meta({ example: 'ready' }),
    checks: z
      .array(z.object({ name: z.string(), status: z.enum(['up', 'down']) }).loose())
      .optional(),
  })
  .loose()
  .meta({ id: 'Health' });

export const serviceOperations: readonly Operation[] = [
  {
    id: 'live',
    method: 'get',
    path: '/health/live',
    tag: 'Service',
    access: 'public',
    summary: 'Whether the process runs',
    responses: [answer(200, 'It does', healthSchema)],
    problems: [],
  },
  {
    id: 'ready',
    method: 'get',
    path: '/health/ready',
    tag: 'Service',
    access: 'public',
    summary: 'Whether requests can be served: database, Redis and store answer, and take a write',
    description:
      'The reasons are told to whoever may read the figures; others see the status alone.',
    responses: [
      answer(200, 'They can; `degraded` where some cannot, and which check says why', healthSchema),
      answer(503, 'They cannot, and what it is that is missing', healthSchema),
    ],
    problems: [],
  },
  {
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    tag: 'Service',
    access: 'public',
    summary: 'Figures for Prometheus',
    description:
      'With WAYBILL_METRICS_TOKEN, for whoever shows it as bearer token; without, for callers on the ' +
      'same machine.',
    responses: [{ status: 200, description: "Prometheus' text format", mediaType: 'text/plain' }],
    problems: ['unauthenticated', 'forbidden'],
  },
  {
    id: 'openapi',
    method: 'get',
    path: '/openapi.json',
    tag: 'Service',
    access: 'public',
    summary: 'This document',
    responses: [answer(200, 'OpenAPI 3.1', z.record(z.string(), z.unknown()))],
    problems: [],
  },
  {
    id: 'asyncapi',
    method: 'get',
    path: '/asyncapi.json',
    tag: 'Service',
    access: 'public',
    summary: 'Every event, as this document has every call',
    responses: [answer(200, 'AsyncAPI 3.0', z.record(z.string(), z.unknown()))],
    problems: [],
  },
];
