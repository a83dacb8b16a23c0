import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StageBundle } from '../../../../constructs/pipeline/stage-bundle';

describe('the bundle of the stage', () => {
  test('is where the build of the package puts it', () => {
    expect(StageBundle.ofPackage().path).toBe(join(__dirname, '../../../../dist/stage-bundle'));
  });

  test('fails with a remedy if it was not built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'eks-crac-bundle-'));
    try {
      expect(() => new StageBundle(folder)).toThrow(
        new Error(
          `the bundled stage program is missing, looked for: "${folder}/stage.js"; run npm run build in the package eks-crac, or install the package anew`,
        ),
      );
      writeFileSync(join(folder, 'stage.js'), '');
      expect(new StageBundle(folder).path).toBe(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
