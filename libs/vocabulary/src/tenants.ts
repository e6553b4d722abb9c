/** `disabled`: none of the tenant's keys is let in. `deleting`: it goes, with everything of its own. */
export const TENANT_STATUSES = ['active', 'disabled', 'deleting'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];
