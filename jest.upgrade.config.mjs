import e2e from './jest.e2e.config.mjs';

/** What `npm run upgrade-test` runs, with the build of the release before at hand. */
export default { ...e2e, testMatch: ['**/e2e/**/*.upgrade-spec.ts'] };
