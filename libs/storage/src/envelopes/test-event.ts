import type { Envelope } from './envelope.js';

/**
 * What AWS sends when a notification is configured, and VersityGW when it starts. It has no records.
 * Source: S3 User Guide, "Enabling and configuring event notifications".
 */
export const testEvent: Envelope = (body) =>
  body['Event'] === 's3:TestEvent' ? { events: [], rejected: [], testEvent: true } : undefined;
