import tseslint from 'typescript-eslint';

const noCdk = {
  group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
  message: 'only constructs, lib and bin know the CDK',
};
const noChildProcess = { name: 'node:child_process', message: 'kit/process starts all child processes' };

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'cdk.out/',
      'coverage/',
      'node_modules/',
      '**/target/',
      'packages/',
      'jest.config.js',
      '*.mjs',
      '**/*_pb.ts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { paths: [noChildProcess, { ...noChildProcess, name: 'child_process' }], patterns: [noCdk] },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/explicit-member-accessibility': 'error',
      '@typescript-eslint/member-ordering': [
        'error',
        { default: ['static-field', 'field', 'constructor', ['static-method', 'method', 'get', 'set']] },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['kit/process/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noCdk] }] },
  },
  {
    files: ['constructs/**/*.ts'],
    ignores: ['constructs/cluster/**'],
    rules: {
      // Teams with a cluster of their own install no blueprints.
      'no-restricted-imports': [
        'error',
        {
          paths: [noChildProcess, { ...noChildProcess, name: 'child_process' }],
          patterns: [
            {
              group: ['@aws-quickstart/*', '**/cluster/checkpoint-cluster', '**/cluster/index'],
              message: 'only constructs/cluster knows the blueprints',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['constructs/cluster/**/*.ts', 'lib/**/*.ts', 'bin/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [noChildProcess, { ...noChildProcess, name: 'child_process' }] }],
    },
  },
  {
    // The blueprints declare their props as a class that nobody makes an instance of.
    files: ['constructs/cluster/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    // The order of a construct file: factories first, where a reader looks for what there is.
    files: ['constructs/**/*.ts'],
    rules: {
      '@typescript-eslint/member-ordering': [
        'error',
        { default: ['static-field', 'static-method', 'field', 'constructor', ['method', 'get', 'set']] },
      ],
    },
  },
  {
    files: ['cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: [
      'bench/bare-blueprint.ts',
      'test/unit/constructs/**/*.ts',
      'test/integ/**/*.ts',
      'test/{unit,containers}/lib/**/*.ts',
      'test/unit/support/**/*.ts',
      'test/support/**/*.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
