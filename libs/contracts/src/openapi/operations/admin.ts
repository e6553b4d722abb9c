import { leftoverListSchema, leftoversQuerySchema } from '../../http/admin.js';
import { overviewSchema } from '../../http/overview.js';
import { answer, page, type Operation } from '../operation.js';

const overview = {
  at: '2025-11-19T10:00:00.000Z',
  queues: [
    {
      name: 'storage-events',
      role: 'arrivals',
      waiting: 12,
      active: 2,
      delayed: 0,
      failed: 0,
      oldestSeconds: 0.2,
    },
  ],
  processors: [
    {
      id: '5d4ff2b5-6f3c-4f6c-9f39-0e8f5a1d7c11',
      host: 'processor-7d9c',
      pid: 1,
      roles: ['arrivals', 'relay'],
      startedAt: '2025-11-19T08:00:00.000Z',
      busy: { 'storage-events': 2 },
    },
  ],
  missingRoles: ['assembly', 'maintenance', 'webhooks'],
  files: [],
  webhooks: [],
  unavailable: [],
};

export const adminOperations: readonly Operation[] = [
  {
    id: 'getOverview',
    method: 'get',
    path: '/v1/admin/overview',
    tag: 'Administration',
    access: 'admin',
    summary: 'How the whole installation is',
    description:
      'Queues, processors that are alive, and what needs somebody: files that do not come to their end, ' +
      'and endpoints that fail. For an alarm there are metrics; this is for whoever they have woken. ' +
      'What could not be read is empty, and named in `unavailable`.',
    responses: [answer(200, 'As it is now', overviewSchema, overview)],
    problems: [],
  },
  {
    id: 'listLeftovers',
    method: 'get',
    path: '/v1/admin/leftovers',
    tag: 'Administration',
    access: 'admin',
    summary: 'What lies in the store and no file needs',
    description: 'A look only. A page can be empty and not be the last.',
    query: leftoversQuerySchema,
    responses: [page(leftoverListSchema)],
    problems: ['cursor_invalid', 'store_unavailable'],
  },
  {
    id: 'removeLeftovers',
    method: 'delete',
    path: '/v1/admin/leftovers',
    tag: 'Administration',
    access: 'admin',
    summary: 'Remove a page of what lies in the store and no file needs',
    description:
      'Finished objects of files that this database does not know, or has let expire, are kept: they may be what a restored database has lost. `finals=remove` removes them too.',
    query: leftoversQuerySchema,
    responses: [answer(200, 'What was removed', leftoverListSchema)],
    problems: ['cursor_invalid', 'store_unavailable'],
  },
];
