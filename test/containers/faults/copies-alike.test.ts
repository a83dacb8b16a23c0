import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { probe } from '../journeys/probe';

const MINUTES = 60_000;
const RUN_MS = 6 * MINUTES;

/** Makes the agent reseed nothing, through an option that exists for these tests. */
const WITHOUT_CURE = [
  'case ${EKS_CRAC_JVM_OPTIONS-} in *-javaagent:/opt/eks-crac/agent.jar*)',
  '  EKS_CRAC_JVM_OPTIONS=$(printf %s "$EKS_CRAC_JVM_OPTIONS" | sed "s#agent.jar#agent.jar=fresh=off#")',
  '  export EKS_CRAC_JVM_OPTIONS ;;',
  'esac',
].join('\n');

describe('copies that draw the same are never released', () => {
  let scene: Scene;
  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test(
    'because the clone probe finds each kind of generator that is not reseeded',
    async () => {
      probe(scene, { HOLD: 'self-seeded' }).shim(WITHOUT_CURE);
      const ending = await scene.start().ended(RUN_MS);
      for (const what of [
        'Collections.shuffle()',
        'Math.random()',
        'SecureRandom DRBG held by Probe.drbg',
        'SecureRandom SHA1PRNG held by Probe.sha1',
        'SecureRandom.getInstance("DRBG")',
        'SecureRandom.getInstance("SHA1PRNG")',
        'ThreadLocalRandom of thread ',
      ]) {
        expect(ending.stderr).toContain(`\n  ${what}`);
      }
      expectFailure(ending, {
        code: 'copies-alike',
        cause: /^copies restored from the pushed image are alike where they must differ:/,
        remedy: /^give it a new seed or value in `afterRestore` of a hook/,
      });
      await scene.expectNothingLeft();
    },
    RUN_MS + MINUTES,
  );

  test(
    'because a SecureRandom seeded by the service ends the capture, by class and field',
    async () => {
      const ending = await probe(scene, { HOLD: 'seeded' }).start().ended(RUN_MS);
      expectFailure(ending, {
        code: 'copied-state',
        cause: /copied-state: Probe\.seeded: a SecureRandom \(SHA1PRNG\) that was seeded before its first number/,
        remedy: /checkpoint\.allowCopied/,
      });
      await scene.expectNothingLeft();
    },
    RUN_MS + MINUTES,
  );

  test(
    'unless the spec allows it',
    async () => {
      const checkpoint = {
        allowCopied: ['Probe.seeded'],
        descriptors: [{ action: 'close' as const, kind: 'tcp' as const, pattern: '*:8081' }],
      };
      const ending = await probe(scene, { HOLD: 'seeded' }, { checkpoint }).start().ended(RUN_MS);
      expect(ending.exitCode).toBe(0);
      expect(await scene.releases()).toEqual(['v1']);
    },
    RUN_MS + MINUTES,
  );
});
