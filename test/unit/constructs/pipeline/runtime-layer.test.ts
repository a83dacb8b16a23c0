import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { RuntimeLayer } from '../../../../constructs/pipeline/runtime-layer';
import { runtimePackageIn } from '../../../support/unit-runtime-package';

describe('the runtime layer of a pipeline', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eks-crac-layer-'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'eks-crac', version: '1.2.3' }));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  test('is an asset that is named by its content', () => {
    const folder = runtimePackageIn(root, 'arm64');
    const layer = RuntimeLayer.ofPackage('arm64', root);
    expect(layer.path).toBe(folder);
    expect(layer.folder).toBe('packages/runtime-linux-arm64');
    const { assetHash } = layer.asset(new Stack(new App(), 'Stack'), 'Layer');
    expect(assetHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('fails with a remedy if its package is not installed', () => {
    expect(() => RuntimeLayer.ofPackage('arm64', root)).toThrow(
      new Error(
        'the package @eks-crac/runtime-linux-arm64, which has the runtime layer for the CPU class, is not installed; run npm install @eks-crac/runtime-linux-arm64@1.2.3, or in a checkout npm run runtime -- build --arch arm64',
      ),
    );
  });
});
