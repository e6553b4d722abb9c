/** Kinds of work that a processor can take on; each can be a deployment of its own. */
export const PROCESSOR_ROLES = [
  /** Storage events from the webhook and from fetched sources, and looks at chunks in the store. */
  'arrivals',
  /** Files assembled, and what they leave behind cleaned up. */
  'assembly',
  /** Schedules: expiry, reconciling, sweeps, scrubs, redriven jobs. */
  'maintenance',
  /** Calls of webhook endpoints. */
  'webhooks',
  /** The journal, published to the API. */
  'relay',
] as const;
export type ProcessorRole = (typeof PROCESSOR_ROLES)[number];
