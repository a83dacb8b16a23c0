import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleStage } from '../../scripts/bundle-stage';
import { packagePath } from '../../kit/package-path';

/** Once before the suites: the constructs upload the bundled stage program as an asset. */
export default async function unitSetup(): Promise<void> {
  await bundleStage(packagePath('dist/stage-bundle'));
  // Each synthesised app leaves its folder behind, and copies the assets into it: 57 MB with those of a cluster.
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-tests-'));
  Object.assign(process.env, { TMPDIR: folder, EKS_CRAC_TESTS_FOLDER: folder });
  process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });
}
