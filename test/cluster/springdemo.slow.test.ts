import { dirname } from 'node:path';
import type { RehearsalReport } from '../../cli/rehearsal/report';
import { writeSampleSpec } from '../containers/journeys/sample';
import { Scene } from '../support/containers/scene';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { testCluster } from './scene/test-cluster';

const RUNS = 3;

describeOnCluster('springdemo in a pod', () => {
  let scene: Scene;
  let pods: RehearsalReport['pods'];

  beforeAll(async () => {
    const { context, kubeconfig, program } = (await testCluster()).kubectl.access;
    scene = new Scene().withEnv({ KUBECONFIG: kubeconfig, PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}` });
    // Ready is who reaches the database, at the address that its name has in the cluster, with the credentials of the pod.
    writeSampleSpec(scene, 'springdemo', ({ readiness }) => ({ readiness: { ...readiness, path: '/api/customers' } }));
    const options = ['--spec', scene.specFile, '--runs', String(RUNS), '--cluster', '--kube-context', context];
    const { exitCode, stderr, stdout } = await scene.start([...options, '--json', '--yes']).ended(9 * MINUTES);
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    ({ pods } = JSON.parse(stdout) as RehearsalReport);
  }, 10 * MINUTES);

  afterAll(() => scene.dispose(), MINUTES);

  const row = (id: RehearsalReport['pods'][number]['id']) => {
    const found = pods.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no row ${id}`);
    return found;
  };

  test('restores each time, with its database at the name of the companion', () => {
    expect(row('pod-image').starts.map(({ mode, reason }) => ({ mode, reason }))).toEqual(
      Array.from({ length: RUNS }, () => ({ mode: 'restored', reason: '' })),
    );
  });

  test('starts many times faster than cold', () => {
    expect(row('pod-image').ratioToCold).toBeGreaterThan(12);
  });

  test('is Ready long before a cold pod is', () => {
    expect(row('pod-image').readyMs.median).toBeLessThan(row('pod-cold').readyMs.median / 2);
  });
});
