export * from './fixtures.js';
export * from './last-words.js';
export * from './reuse-fixtures.js';
export * from './story.js';
export * from './test-database.js';
export * from './stalling-proxy.js';
