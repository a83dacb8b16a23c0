const { availableParallelism } = require('node:os');
const { setFlagsFromString } = require('node:v8');

// V8's escape analysis (Node.js 20) takes minutes over a function that the suites of the cluster make hot, and a process
// does not end before its compiler's threads do: 6 s of tests held Jest for more than 90.
setFlagsFromString('--no-turbo-escape');

const SLOW = '**/*.slow.test.ts';

/** A folder of test/: what needs nothing, what needs a container runtime, and what needs a Kubernetes. */
const project = (folder, setUp) => ({
  displayName: folder,
  rootDir: __dirname,
  roots: [`<rootDir>/test/${folder.replace('-slow', '')}`],
  testMatch: folder.endsWith('-slow') ? [SLOW] : ['**/*.test.ts', `!${SLOW}`],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  ...setUp,
});

const unit = {
  globalSetup: '<rootDir>/test/support/unit-setup.ts',
  globalTeardown: '<rootDir>/test/support/unit-teardown.ts',
};
const containers = { globalSetup: '<rootDir>/test/support/containers-setup.ts' };
const cluster = { globalSetup: '<rootDir>/test/support/cluster-setup.ts' };

module.exports = {
  // Real processes are among the unit tests, and a machine may be busy.
  testTimeout: 30_000,
  // Suites that wait for real processes leave their processor to others.
  maxWorkers: availableParallelism() + 1,
  projects: [
    project('unit', unit),
    project('unit-slow', unit),
    project('containers', containers),
    project('containers-slow', containers),
    project('cluster', cluster),
    project('cluster-slow', cluster),
  ],
};
