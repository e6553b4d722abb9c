import { leftoverListSchema, leftoversQuerySchema } from '../../http/admin.js';
import { answer, page, type Operation } from '../operation.js';

export const adminOperations: readonly Operation[] = [
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
