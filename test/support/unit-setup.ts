import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUNTIME_PACKAGE_FILES, runtimePackageFolder } from '../../contract';
import { bundleLambdas } from '../../scripts/bundle-lambda';
import { bundleStage } from '../../scripts/bundle-stage';
import { buildPackage } from '../../scripts/runtime/build';
import { compileFetch } from '../../scripts/runtime/parts/fetch';
import { inputsLock } from '../../scripts/runtime/inputs';
import { compilePrograms } from '../../scripts/runtime/parts/programs';
import { buildHost, TARGETS } from '../../scripts/runtime/target';
import { workspace } from '../../scripts/runtime/workspace';
import { packagePath } from '../../kit/package-path';

/** Once before the suites: the constructs upload the bundled programs and the runtime layer as assets. */
export default async function unitSetup(): Promise<void> {
  await bundleStage(packagePath('dist/stage-bundle'));
  await bundleLambdas(packagePath('dist/lambda-bundle'));
  for (const target of TARGETS) {
    // These suites need a layer, not the newest one.
    if (existsSync(packagePath(join(runtimePackageFolder(target), RUNTIME_PACKAGE_FILES.document)))) continue;
    await buildPackage(
      target,
      workspace((line) => process.stderr.write(`… ${line}\n`)),
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-tests-'));
  await compileForHost(join(folder, 'start'));
  // Each synthesised app leaves its folder behind, and copies the assets into it: 57 MB with those of a cluster.
  Object.assign(process.env, { TMPDIR: folder, EKS_CRAC_TESTS_FOLDER: folder });
  process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ 'aws:cdk:disable-asset-staging': true });
}

/** The suites of `start` and `fetch` run them; they are Linux programs. */
async function compileForHost(file: string): Promise<void> {
  if (process.platform !== 'linux') return;
  await compilePrograms(buildHost(), file);
  const fetch = await compileFetch(
    inputsLock(),
    workspace(() => undefined),
    buildHost(),
  );
  Object.assign(process.env, { EKS_CRAC_TEST_START: file, EKS_CRAC_TEST_FETCH: fetch });
}
