export * from './chunks.js';
export * from './dead-letters.js';
export * from './events.js';
export * from './files.js';
export * from './keys.js';
export * from './limits.js';
export * from './tenants.js';
export * from './webhooks.js';
