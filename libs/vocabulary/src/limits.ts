/** What can be limited, of a tenant and of a key. Sizes are bytes. */
export const LIMIT_NAMES = [
  'openUploads',
  'openChunks',
  'bytesInFlight',
  'storedBytes',
  'fileSize',
  'streams',
  'requestsPerSecond',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** What is counted of an owner as its files come and go. */
export const USAGE_NAMES = [
  'openUploads',
  'openChunks',
  'bytesInFlight',
  'storedBytes',
] as const satisfies readonly LimitName[];
export type UsageName = (typeof USAGE_NAMES)[number];

/** Who has limits of its own. */
export const QUOTA_OWNERS = ['tenant', 'key'] as const;
export type QuotaOwner = (typeof QUOTA_OWNERS)[number];
