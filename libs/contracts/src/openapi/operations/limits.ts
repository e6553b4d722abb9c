import { limitsSchema, updateLimitsSchema, usageSchema } from '../../http/limits.js';
import { answer, type Operation } from '../operation.js';
import { keyParams, tenantParams } from '../parameters.js';

const limits = {
  openUploads: { max: 1_000, used: 3 },
  openChunks: { max: 1_000_000, used: 240 },
  bytesInFlight: { used: 2_013_265_920 },
  storedBytes: { max: 1_099_511_627_776, used: 81_604_378_624 },
  fileSize: {},
  streams: { max: 500 },
  requestsPerSecond: { max: 200 },
};

const OWNERS = [
  {
    of: 'Tenant',
    a: 'a tenant',
    path: '/v1/admin/tenants/{id}/limits',
    params: tenantParams,
    unknown: 'tenant_not_found',
  },
  {
    of: 'Key',
    a: 'a key',
    path: '/v1/admin/keys/{id}/limits',
    params: keyParams,
    unknown: 'key_not_found',
  },
] as const;

const common = { tag: 'Administration', access: 'admin' } as const;

export const limitOperations: readonly Operation[] = [
  {
    id: 'getUsage',
    method: 'get',
    path: '/v1/usage',
    tag: 'Limits',
    access: 'holder',
    summary: 'What the caller may have, and has',
    description:
      "The tenant's limits and the key's: both hold. A refusal names the limit in `limit`: " +
      '`{name, of, max, used}`. What an admin key may do is not limited.',
    responses: [
      answer(200, 'Each limit with what is used of it', usageSchema, {
        tenant: limits,
        key: { ...limits, openUploads: { used: 3 } },
      }),
    ],
    problems: [],
  },
  ...OWNERS.flatMap(({ of, a, path, params, unknown }): readonly Operation[] => [
    {
      ...common,
      id: `get${of}Limits`,
      method: 'get',
      path,
      summary: `The limits of ${a}, and what it has`,
      params,
      responses: [answer(200, 'Limits and use', limitsSchema, limits)],
      problems: [unknown],
    },
    {
      ...common,
      id: `update${of}Limits`,
      method: 'patch',
      path,
      summary: `Set limits of ${a}`,
      description:
        'What is counted with the files holds at once and exactly, on every replica; requests and ' +
        'streams within 5 seconds. What is there already stays, also above a limit.',
      params,
      body: {
        schema: updateLimitsSchema,
        required: true,
        examples: {
          'A tebibyte, 100 files at once': { storedBytes: 1_099_511_627_776, openUploads: 100 },
          'As the installation has it': { openUploads: null },
        },
      },
      responses: [answer(200, 'Limits and use', limitsSchema, limits)],
      problems: [unknown],
    },
  ]),
];
