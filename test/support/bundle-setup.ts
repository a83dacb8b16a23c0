import { bundleStage } from '../../scripts/bundle-stage';
import { packagePath } from '../../stage/package-path';

/** Once before the suites: the constructs upload the bundled stage program as an asset. */
export default async function bundleSetup(): Promise<void> {
  await bundleStage(packagePath('dist/stage-bundle'));
}
