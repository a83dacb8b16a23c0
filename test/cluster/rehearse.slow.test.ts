import { join } from 'node:path';
import { RIGHTS } from '../../cli/rehearsal/cluster/rights';
import type { RehearsalReport } from '../../cli/rehearsal/report';
import { writeSampleSpec } from '../containers/journeys/sample';
import { expectFailure } from '../support/containers/failure';
import { Scene } from '../support/containers/scene';
import { ClusterRehearsal } from './scene/cluster-rehearsal';
import { LimitedUser } from './scene/limited-user';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { testCluster } from './scene/test-cluster';
import type { TestCluster } from './scene/test-cluster';

describeOnCluster('rehearse --cluster', () => {
  let scene: Scene;
  let cluster: TestCluster;

  beforeEach(async () => {
    cluster = await testCluster();
    scene = new Scene().withEnv(ClusterRehearsal.environment(cluster));
    writeSampleSpec(scene, 'plain');
  });
  afterEach(() => scene.dispose());

  const start = (...more: string[]) => scene.start(['--spec', scene.specFile, '--runs', '1', '--cluster', ...more]);
  /** Those of this scene's runs: others may rehearse on the same cluster. */
  const namespaces = async () => {
    const own = scene.runs().map((id) => `namespace/eks-crac-${id}`);
    const { stdout } = await cluster.kubectl.run(['get', 'namespaces', '--output', 'name']);
    return stdout.split('\n').filter((name) => own.includes(name));
  };

  /** The whole of it, by somebody who has the rights that it asks for, and no others. */
  test(
    'measures pods that restore and pods that start cold, and leaves nothing in the cluster',
    async () => {
      const rules = RIGHTS.map(([group, resource, verbs]) => ({ apiGroups: [group], resources: [resource], verbs }));
      const user = await LimitedUser.create(cluster.kubectl, rules);
      const file = join(scene.folder, 'kubeconfig');
      user.writeKubeconfig(file);
      scene.withEnv({ KUBECONFIG: file });
      const program = start('--kube-context', cluster.kubectl.access.context, '--json', '--yes');
      const { exitCode, stderr, stdout } = await program.ended(5 * MINUTES);
      await user.remove();
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
      const { pods } = JSON.parse(stdout) as RehearsalReport;
      expect(pods.map(({ id, starts }) => [id, ...starts.map(({ mode }) => mode)])).toEqual([
        ['pod-cold', 'cold'],
        ['pod-image', 'restored'],
      ]);
      for (const { readyMs, startMs } of pods) {
        expect(startMs.median).toBeGreaterThan(0);
        expect(readyMs.median).toBeGreaterThan(startMs.median);
      }
      expect(stderr).toContain('"mode":"restored"');
      expect(await namespaces()).toEqual([]);
    },
    6 * MINUTES,
  );

  test(
    'leaves nothing in the cluster after an interruption either',
    async () => {
      const program = start('--yes');
      await program.line('measure pod-cold');
      expect(await namespaces()).toHaveLength(1);
      program.signal('SIGINT');
      expectFailure(await program.ended(3 * MINUTES), {
        code: 'interrupted',
        cause: 'the run was interrupted',
        remedy: /^nothing is left running and v1 is released; run it again$/,
      });
      expect(await namespaces()).toEqual([]);
    },
    6 * MINUTES,
  );
});
