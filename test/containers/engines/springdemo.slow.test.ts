import { packagePath } from '../../../kit/package-path';
import { Scene } from '../../support/containers/scene';
import { standInJdk } from '../../support/containers/stand-in-jdk';

const MINUTES = 60_000;

/** Spring asks for the checkpoint by org.crac when it has made its beans, and starts its web server in each copy. */
test(
  'springdemo is released by engine crac on refresh, over the stand-in for its JDK',
  async () => {
    const scene = new Scene();
    try {
      const spec = packagePath('examples/springdemo/eks-crac.on-refresh.yaml');
      const image = await standInJdk(scene.containers);
      const program = scene.start([
        '--spec',
        spec,
        '--engine',
        'crac',
        '--base-image',
        image,
        '--json',
        '--yes',
        '--runs',
        '1',
      ]);
      const { exitCode, stderr, stdout } = await program.ended(6 * MINUTES);
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ rows: [{}, { id: 'image', coldStarts: 0 }] });
    } finally {
      await scene.dispose();
    }
  },
  8 * MINUTES,
);
