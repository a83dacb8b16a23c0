import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { rehearse } from './rehearsed';
import { writeSpecOf } from './sample';

const MINUTES = 60_000;
/** Makes the credential endpoint of each sandbox report that an hour is left, as in a pod. */
const AN_HOUR_LEFT = `
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1 left=$((left - 1)); shift
  case $argument in *'/credential-endpoint 60,'*)
    argument=\${argument%%'/credential-endpoint 60,'*}/credential-endpoint\\ 3600,\${argument#*'/credential-endpoint 60,'};;
  esac
  set -- "$@" "$argument"
done`;

describe('an AWS client that is not closed before the checkpoint', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
    writeSpecOf(scene, 'examples/springdemo/eks-crac.no-crac.yaml', ({ warmUp }) => ({
      warmUp: { ...warmUp, until: { count: 20 } },
    }));
  });
  afterEach(() => scene.dispose());

  test(
    'is released, because the session of the capture has expired at the restore',
    async () => {
      const { record, report } = await rehearse(scene, 1, 8 * MINUTES);
      expect(record.gate.restores).toBe(3);
      expect(report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
      await scene.expectNothingLeft([record.release]);
    },
    9 * MINUTES,
  );

  test(
    'is rejected if it still signs with the key of the capture',
    async () => {
      expectFailure(
        await scene
          .shim(AN_HOUR_LEFT)
          .start()
          .ended(8 * MINUTES),
        {
          code: 'credentials-kept',
          cause:
            /^copy-1 restored from the pushed image signs what it sends to companion dynamodb with the access key of the capture, ASIA…[0-9A-F]{4}: an AWS client kept its credentials$/,
          remedy:
            /^close the client in `beforeCheckpoint` of an org\.crac hook and build a new one, .*; nothing was released$/,
        },
      );
      await scene.expectNothingLeft();
    },
    9 * MINUTES,
  );
});
