export * from './document.js';
export type * from './operation.js';
export * from './operations/index.js';
export * from './problems.js';
