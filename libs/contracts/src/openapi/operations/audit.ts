import { auditListSchema, auditQuerySchema } from '../../http/audit.js';
import { page, type Operation } from '../operation.js';

const entry = {
  id: '4711',
  at: '2025-11-19T10:00:00.000Z',
  operation: 'revokeKey',
  actor: { kind: 'key', id: '019a9b0c-7f00-7000-8000-0000000000ab' },
  address: '203.0.113.7',
  requestId: '019a9b0c-7f00-7000-8000-0000000000cc',
  tenantId: '019a9b0c-7f00-7000-8000-0000000000bb',
  resource: { type: 'key', id: '019a9b0c-7f00-7000-8000-0000000000aa' },
  data: { revoked_at: '2025-11-19T10:00:00+00:00' },
};

export const auditOperations: readonly Operation[] = [
  {
    id: 'listAudit',
    method: 'get',
    path: '/v1/audit',
    tag: 'Administration',
    access: 'admin',
    summary: 'Who did what, newest first',
    description:
      'An entry for each thing that a call has changed, and for each act of an operator. It is written ' +
      'with the change, in one transaction: there is neither without the other. What is refused changes ' +
      'nothing and is not here; nor are reads, URLs, and what the system does by itself. Entries are ' +
      'kept for `WAYBILL_AUDIT_RETENTION`.',
    query: auditQuerySchema,
    responses: [page(auditListSchema, entry)],
    problems: ['cursor_invalid'],
  },
];
