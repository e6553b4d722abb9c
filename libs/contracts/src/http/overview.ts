import { FILE_TROUBLES } from '@waybill/vocabulary';
import { z } from 'zod';
import { timestamp } from './common.js';

const OVERVIEW_PARTS = ['queues', 'processors', 'files', 'webhooks'] as const;
export type OverviewPart = (typeof OVERVIEW_PARTS)[number];

const jobs = z.number().int();

/** How the whole installation is, for whoever is on call. */
export const overviewSchema = z
  .object({
    at: timestamp,
    queues: z.array(
      z.object({
        name: z.string(),
        role: z.string().meta({ description: 'Which processors take its jobs' }),
        waiting: jobs,
        active: jobs,
        delayed: jobs.meta({ description: 'To be tried again later' }),
        failed: jobs.meta({ description: 'Given up, and kept to be looked at' }),
        oldestSeconds: z
          .number()
          .meta({ description: 'How long the first job has waited; 0 where none waits' }),
      }),
    ),
    processors: z
      .array(
        z.object({
          id: z.string(),
          host: z.string(),
          pid: z.number().int(),
          roles: z.array(z.string()),
          startedAt: timestamp,
          busy: z.record(z.string(), jobs).meta({ description: 'Jobs in hand, by queue' }),
        }),
      )
      .meta({ description: 'Those that told of themselves in the last 15 seconds, oldest first' }),
    missingRoles: z
      .array(z.string())
      .meta({ description: 'Roles that no processor takes on: what they do waits' }),
    files: z
      .array(
        z.object({
          fileId: z.string(),
          tenantId: z.string(),
          tenant: z.string(),
          name: z.string(),
          trouble: z.enum(FILE_TROUBLES).meta({
            description:
              '`late`: completing for five minutes without progress. `failed`: its completion was given up. `drifted`: its object is gone or another one',
          }),
          since: timestamp,
          detail: z.string().meta({ description: 'Why' }),
          advice: z.string().meta({ description: 'What to do' }),
        }),
      )
      .meta({ description: 'Files that need somebody, at most 50 of each kind, longest first' }),
    webhooks: z
      .array(
        z.object({
          webhookId: z.string(),
          tenantId: z.string(),
          tenant: z.string(),
          url: z.string(),
          status: z.enum(['failing', 'paused']),
          since: timestamp,
          advice: z.string().meta({ description: 'What to do' }),
        }),
      )
      .meta({
        description: 'Endpoints that fail, or were paused for it, at most 50, longest first',
      }),
    unavailable: z
      .array(z.object({ part: z.enum(OVERVIEW_PARTS), detail: z.string() }))
      .meta({ description: 'Parts that could not be read now, and why: those are empty here' }),
  })
  .meta({ id: 'Overview' });

export type OverviewBody = z.infer<typeof overviewSchema>;
