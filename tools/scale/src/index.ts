export * from './model/calls.js';
export * from './model/costs.js';
export * from './model/network.js';
export * from './model/one-machine.js';
export * from './model/random.js';
export * from './model/simulate.js';
