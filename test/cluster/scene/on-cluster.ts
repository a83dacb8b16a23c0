/** `describe` for tests that need the cluster: they are shown as skipped where somebody has asked for that. */
export const describeOnCluster = process.env['EKS_CRAC_TEST_CLUSTER'] === 'skip' ? describe.skip : describe;

export const MINUTES = 60_000;
