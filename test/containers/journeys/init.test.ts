import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { CliProcess } from '../../support/containers/cli-process';
import { Scene } from '../../support/containers/scene';

const MINUTES = 60_000;

describe('a service without a capture spec', () => {
  const scene = new Scene();
  afterAll(() => scene.dispose());

  test(
    'is released with the one that `init` writes, without an edit',
    async () => {
      // Its name is that of the folder.
      const folder = join(scene.folder, scene.service);
      cpSync(packagePath('examples/plain'), folder, {
        recursive: true,
        filter: (path) => !path.endsWith('eks-crac.yaml'),
      });
      const program = CliProcess.start(['init', folder, '--json'], { cwd: scene.folder, env: process.env });
      const { exitCode, stdout } = await program.ended();
      expect({ exitCode, document: JSON.parse(stdout) as unknown }).toMatchObject({
        exitCode: 0,
        document: {
          file: join(folder, 'eks-crac.yaml'),
          next: expect.stringMatching(/ rehearse .*--spec \S+\/eks-crac\.yaml$/) as string,
        },
      });
      const rehearsed = await scene.start(['--spec', join(folder, 'eks-crac.yaml'), '--runs', '1', '--yes']).ended();
      expect({ ...rehearsed, stdout: '' }).toMatchObject({ exitCode: 0 });
      expect(await scene.releases()).toEqual(['v1']);
      await scene.expectNothingLeft(['v1']);
    },
    4 * MINUTES,
  );
});
