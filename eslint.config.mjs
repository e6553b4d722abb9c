import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Who may import whom (ARCHITECTURE.md, "Import rules"). A tag that is not listed may import nothing. */
const depConstraints = [
  { sourceTag: 'type:vocabulary', onlyDependOnLibsWithTags: [], bannedExternalImports: ['*'] },
  {
    sourceTag: 'type:domain',
    onlyDependOnLibsWithTags: ['type:vocabulary'],
    bannedExternalImports: ['*'],
  },
  {
    sourceTag: 'type:contracts',
    onlyDependOnLibsWithTags: ['type:vocabulary'],
    allowedExternalImports: ['zod', 'zod-openapi'],
  },
  { sourceTag: 'type:config', onlyDependOnLibsWithTags: [], allowedExternalImports: ['zod'] },
  {
    sourceTag: 'type:adapter',
    onlyDependOnLibsWithTags: ['type:domain', 'type:contracts', 'type:config'],
  },
  { sourceTag: 'type:observability', onlyDependOnLibsWithTags: ['type:config'] },
  { sourceTag: 'type:transfer', onlyDependOnLibsWithTags: ['type:domain'] },
  { sourceTag: 'type:client', onlyDependOnLibsWithTags: ['type:contracts'] },
  {
    sourceTag: 'type:service',
    onlyDependOnLibsWithTags: [
      'type:domain',
      'type:contracts',
      'type:config',
      'type:adapter',
      'type:observability',
      'type:transfer',
    ],
  },
  { sourceTag: 'type:page', onlyDependOnLibsWithTags: ['type:client'] },
  { sourceTag: 'type:element', onlyDependOnLibsWithTags: ['type:client', 'type:page'] },
  {
    sourceTag: 'type:frontend',
    onlyDependOnLibsWithTags: [
      'type:client',
      'type:page',
      'type:element',
      'type:contracts',
      'type:config',
    ],
  },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: ['type:domain', 'type:contracts', 'type:config', 'type:adapter'],
  },
  {
    // Drives the use cases of both services; nobody imports it.
    sourceTag: 'type:simulation',
    onlyDependOnLibsWithTags: [
      'type:domain',
      'type:contracts',
      'type:adapter',
      'type:observability',
      'type:transfer',
      'type:service',
    ],
  },
  {
    sourceTag: 'type:tool',
    onlyDependOnLibsWithTags: [
      'type:tool',
      'type:testing',
      'type:domain',
      'type:contracts',
      'type:config',
      'type:adapter',
      'type:client',
    ],
  },
];

/** Tests may use the harnesses beside what their project may import. */
const testConstraints = depConstraints.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: [
    ...rule.onlyDependOnLibsWithTags,
    'type:testing',
    'type:tool',
    // The strategies are tested on the real store as well as on the fake.
    ...(rule.sourceTag === 'type:transfer' ? ['type:adapter', 'type:config'] : []),
  ],
  bannedExternalImports: undefined,
  allowedExternalImports: undefined,
}));

const boundaries = (constraints) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      enforceBuildableLibDependency: false,
      // The SDK's own, by `imports` of its package.json: a page and Node have different ones.
      allow: ['#platform'],
      depConstraints: constraints,
    },
  ],
});

const readsEnvironment = {
  object: 'process',
  property: 'env',
  message: 'Only libs/config reads the environment.',
};
const leaksSignals = {
  object: 'AbortSignal',
  property: 'any',
  message: 'It leaks with a signal that lives long (Node 20): use withEitherSignal of libs/domain.',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.waybill/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    rules: {
      ...boundaries(depConstraints),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // What is left out of the rest is named to leave it out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': ['error', readsEnvironment, leaksSignals],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.int-spec.ts', '**/e2e/**/*.ts', 'tools/testing/**/*.ts'],
    rules: {
      ...boundaries(testConstraints),
      'max-lines': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['libs/storage/src/**/*.ts', 'apps/**/*.ts'],
    ignores: ['libs/storage/src/client/create-s3-client.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='S3Client']",
          message: 'createS3Client makes them: it puts the installation’s prefix before every key.',
        },
      ],
    },
  },
  {
    files: ['libs/config/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', leaksSignals] },
  },
  { files: ['apps/console/**/*.tsx'], extends: [reactHooks.configs.flat.recommended] },
  // They do one thing and end.
  { files: ['tools/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['apps/cli/**/*.ts', 'tools/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  prettier,
);
