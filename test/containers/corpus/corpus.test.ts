import { readdirSync } from 'node:fs';
import { packagePath } from '../../../kit/package-path';
import { Scene } from '../../support/containers/scene';
import { rehearse } from '../journeys/rehearsed';
import { writeSpecOf } from '../journeys/sample';

const MINUTES = 60_000;

/** What a service has, one folder each; it is ready, and answers the gate, while all of it is as it was. */
const KINDS = readdirSync(packagePath('test/corpus'));

describe('a service with', () => {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test.each(
    KINDS.flatMap(
      (kind) =>
        [
          [kind, false],
          [kind, true],
        ] as const,
    ),
  )(
    '%s is released at the first try, with a read-only root: %p',
    async (kind, readOnlyRoot) => {
      writeSpecOf(scene, `test/corpus/${kind}/eks-crac.yaml`, ({ run }) => ({ run: { ...run, readOnlyRoot } }));
      const { report } = await rehearse(scene, 1, 3 * MINUTES);
      expect(report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
    },
    5 * MINUTES,
  );
});
