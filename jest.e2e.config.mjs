import { base } from './jest.base.mjs';

/** End-to-end tests: the built apps as processes, on the real servers of the local stack. */
export default {
  ...base,
  testMatch: ['**/e2e/**/*.e2e-spec.ts'],
  testTimeout: 180_000,
  maxWorkers: 1,
};
