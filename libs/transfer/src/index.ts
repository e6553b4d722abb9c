export { chunkObject } from './chunk-object.js';
export * from './leftovers/find-leftovers.js';
export * from './leftovers/leftover.js';
export * from './leftovers/remove-leftovers.js';
export * from './strategies/strategies.js';
export * from './transfer.module.js';
