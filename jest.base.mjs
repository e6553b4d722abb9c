/**
 * What all three kinds of test share: ESM throughout, TypeScript by swc, and libraries taken
 * from their source, so that a test never runs against a stale build.
 */
export const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: {
    customExportConditions: ['@waybill/source', 'node', 'node-addons'],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/.*/dist/',
    '<rootDir>/.nx/',
    '<rootDir>/.waybill/',
  ],
};
