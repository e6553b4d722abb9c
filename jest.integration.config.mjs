import { base } from './jest.base.mjs';

/** Integration tests: one part of the system against the real servers of the local stack. */
export default {
  ...base,
  testMatch: ['**/*.int-spec.ts'],
  testTimeout: 60_000,
  // Each waits for servers most of the time; Jest's own choice on two cores would be one at a time.
  maxWorkers: 2,
};
