import { base } from './jest.base.mjs';

/** Unit tests: no server, no network. */
export default { ...base, testMatch: ['**/*.spec.ts'] };
