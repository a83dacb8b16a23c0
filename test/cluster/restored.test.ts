import type { ReleaseRecord } from '../../contract';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { podUrl, restarts, Workload } from './scene/restored-workload';
import { SteadyLoad } from './scene/steady-load';

describeOnCluster('a release on a real kubelet', () => {
  const captured = new Captured();
  let namespace: ClusterNamespace;
  let workload: Workload;
  let first: ReleaseRecord;
  let second: ReleaseRecord;

  beforeAll(async () => {
    first = await captured.release();
    second = await captured.release({ MAPPED_FILE: 'true' });
    namespace = await ClusterNamespace.create('privileged');
    workload = new Workload(namespace);
  }, 5 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
  }, 3 * MINUTES);

  test(
    'is restored in a pod, as another user than root and in a user namespace',
    async () => {
      await workload.rollOut(first);
      const pod = await workload.pod();
      expect(pod.spec).toMatchObject({ hostUsers: false, securityContext: { runAsUser: 10001 } });
      expect(await namespace.startReport(pod)).toMatchObject({ mode: 'restored', reason: '', release: 'v1' });
      expect(restarts(pod)).toBe(0);
      const answer = await fetch(podUrl(pod, '/api/customers'));
      expect(await answer.text()).toContain('Grace Hopper');
      const map = await namespace.run(['exec', pod.metadata?.name ?? '', '--', 'cat', '/proc/self/uid_map']);
      expect(map.stdout).not.toMatch(/^\s*0\s+0\s/);
    },
    3 * MINUTES,
  );

  test(
    'gives way to the next one without a request that fails',
    async () => {
      await workload.rollOut(first, { replicas: 2 });
      const { answered, failures } = await SteadyLoad.during(await workload.address('/health'), async () => {
        await workload.rollOut(second, { replicas: 2 });
        await workload.ended('v1');
      });
      for (const pod of await workload.pods()) {
        expect(await namespace.startReport(pod)).toMatchObject({ mode: 'restored', release: 'v2' });
      }
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(50);
    },
    3 * MINUTES,
  );
});
