import {
  listTenantsQuerySchema,
  tenantListSchema,
  tenantSchema,
  updateTenantSchema,
} from '../../http/tenants.js';
import { answer, page, type Operation } from '../operation.js';
import { tenantParams } from '../parameters.js';

const tenant = {
  id: '019a9b0c-7f00-7000-8000-0000000000bb',
  name: 'billing',
  status: 'active',
  createdAt: '2025-11-19T10:00:00.000Z',
};

const common = { tag: 'Administration', access: 'admin' } as const;

export const tenantOperations: readonly Operation[] = [
  {
    ...common,
    id: 'listTenants',
    method: 'get',
    path: '/v1/admin/tenants',
    summary: 'The tenants, newest first',
    description: 'A tenant is made with its first key.',
    query: listTenantsQuerySchema,
    responses: [page(tenantListSchema, tenant)],
    problems: ['cursor_invalid'],
  },
  {
    ...common,
    id: 'updateTenant',
    method: 'patch',
    path: '/v1/admin/tenants/{id}',
    summary: 'Shut a tenant out, or let it in again',
    description:
      'None of the keys of a `disabled` tenant is let in, anywhere, within 10 seconds; its streams end. ' +
      'URLs that it was given are good until their end, and what the store reports is still counted.',
    params: tenantParams,
    body: {
      schema: updateTenantSchema,
      required: true,
      examples: { 'Shut out': { status: 'disabled' } },
    },
    responses: [answer(200, 'The tenant', tenantSchema, tenant)],
    problems: ['tenant_not_found', 'tenant_deleting'],
  },
  {
    ...common,
    id: 'deleteTenant',
    method: 'delete',
    path: '/v1/admin/tenants/{id}',
    summary: 'Delete a tenant, with everything of its own',
    description:
      'It is shut out at once, and there is no way back. The processors end its files, remove their objects ' +
      'and then all rows: files, chunks, journal, webhooks, tokens, keys, at last the tenant. A file waits ' +
      'for the end of the URLs that were given out for it. `filesLeft` says how far it is; a tenant that is ' +
      'gone is not listed any more. The audit stays for its own time.',
    params: tenantParams,
    responses: [
      answer(202, 'It is being deleted', tenantSchema, {
        ...tenant,
        status: 'deleting',
        disabledAt: '2025-11-19T11:00:00.000Z',
        deletedAt: '2025-11-19T11:00:00.000Z',
        filesLeft: 1_204,
      }),
    ],
    problems: ['tenant_not_found'],
  },
];
