export * from './document.js';
export * from './operation.js';
export * from './operations/index.js';
export * from './problems.js';
