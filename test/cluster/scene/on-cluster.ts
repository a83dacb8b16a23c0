import { givenContext } from './test-cluster';

const skipped = process.env['EKS_CRAC_TEST_CLUSTER'] === 'skip';

/** `describe` for tests that need the cluster: they are shown as skipped where somebody has asked for that. */
export const describeOnCluster = skipped ? describe.skip : describe;

/** For tests that look into the node of the cluster that the tests build; skipped on a given one. */
export const describeOnOwnCluster = skipped || givenContext() !== undefined ? describe.skip : describe;

export const MINUTES = 60_000;
