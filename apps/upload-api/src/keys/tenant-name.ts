import { fieldError } from '@waybill/domain';

const TENANT_NAME = /^[A-Za-z0-9._-]{1,100}$/u;

/** @throws DomainError tenant_name_invalid */
export function assertTenantName(name: string | undefined): asserts name is string {
  if (name !== undefined && TENANT_NAME.test(name)) return;
  throw fieldError(
    'tenant_name_invalid',
    'tenant',
    'A tenant name has 1 to 100 letters, digits, dots, dashes or underscores.',
  );
}
