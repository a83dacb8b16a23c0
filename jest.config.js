const { setFlagsFromString } = require('node:v8');

// V8's escape analysis (Node.js 20) takes minutes over a function that the suites of the cluster make hot, and a process
// does not end before its compiler's threads do: 6 s of tests held Jest for more than 90.
setFlagsFromString('--no-turbo-escape');

/** What needs no container runtime, what needs one, and what needs a Kubernetes; of the last two also the long part. */
const shared = {
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  roots: ['<rootDir>/test'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  injectGlobals: true,
};

module.exports = {
  // Real processes are among the unit tests, and a machine may be busy.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/unit-setup.ts',
      globalTeardown: '<rootDir>/test/support/unit-teardown.ts',
    },
    {
      ...shared,
      displayName: 'containers',
      testMatch: ['**/*.itest.ts'],
      globalSetup: '<rootDir>/test/support/containers-setup.ts',
    },
    {
      ...shared,
      displayName: 'full',
      testMatch: ['**/*.ftest.ts'],
      globalSetup: '<rootDir>/test/support/containers-setup.ts',
    },
    {
      ...shared,
      displayName: 'cluster',
      testMatch: ['**/*.ctest.ts'],
      globalSetup: '<rootDir>/test/support/cluster-setup.ts',
    },
    {
      ...shared,
      displayName: 'cluster-full',
      testMatch: ['**/*.cftest.ts'],
      globalSetup: '<rootDir>/test/support/cluster-setup.ts',
    },
  ],
};
