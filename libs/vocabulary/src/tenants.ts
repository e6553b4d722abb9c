/** `disabled`: none of the tenant's keys is let in. */
export const TENANT_STATUSES = ['active', 'disabled'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];
