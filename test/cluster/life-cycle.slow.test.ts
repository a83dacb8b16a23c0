import type { Pod } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../../contract';
import { digestOf } from '../support/unit-release-record';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { podUrl, restarts, Workload } from './scene/restored-workload';
import { SlowRequest } from './scene/slow-request';
import { SteadyLoad } from './scene/steady-load';

/** What a pod is given counts after a restore, not what the capture had. */
const MAY_EXIT = { environment: { ALLOW_EXIT: 'true' } };

describeOnCluster('the life of a restored pod', () => {
  const captured = new Captured();
  let namespace: ClusterNamespace;
  let workload: Workload;
  let record: ReleaseRecord;

  beforeAll(async () => {
    record = await captured.release();
    namespace = await ClusterNamespace.create('privileged');
    workload = new Workload(namespace);
  }, 5 * MINUTES);

  afterEach(() => workload.remove(), MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
  }, 3 * MINUTES);

  /** Lets the service end by itself, and waits for the kubelet to start it again in the same pod. */
  async function endAndWait(pod: Pod, status: number, earlier = 0): Promise<Pod> {
    const answer = await fetch(podUrl(pod, `/exit?status=${status}`), { method: 'POST' });
    expect(answer.status).toBe(202);
    return namespace.kubectl.until<Pod>(async () => {
      const now = await workload.pod();
      const [container] = now.status?.containerStatuses ?? [];
      expect(now.metadata?.uid).toBe(pod.metadata?.uid);
      return restarts(now) > earlier && container?.ready === true
        ? { found: now }
        : { seen: JSON.stringify(container?.state) };
    });
  }

  test(
    'that crashed soon after its restore goes on cold, and says why',
    async () => {
      await workload.rollOut(record, MAY_EXIT);
      const pod = await workload.pod();
      expect(await namespace.startReport(pod)).toMatchObject({ mode: 'restored' });
      const again = await endAndWait(pod, 3);
      expect(await namespace.startReport(again)).toMatchObject({ mode: 'cold', reason: 'previous-attempt' });
      expect(again.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(3);
    },
    2 * MINUTES,
  );

  test(
    'that crashed after its guard time is restored again',
    async () => {
      await workload.apply(record, { ...MAY_EXIT, variables: { EKS_CRAC_GUARD_SECONDS: '1' } });
      await namespace.rolledOut(workload.name);
      const pod = await workload.pod();
      const name = pod.metadata?.name ?? '';
      await namespace.kubectl.until<true>(async () => {
        const { stdout } = await namespace.run(['exec', name, '--', 'ls', '/opt/eks-crac/guard']);
        return stdout.trim() === '' ? { found: true } : { seen: stdout };
      });
      const again = await endAndWait(pod, 3);
      expect(await namespace.startReport(again)).toMatchObject({ mode: 'restored', reason: '' });
    },
    2 * MINUTES,
  );

  test(
    'that ended with success is restored again at once',
    async () => {
      await workload.rollOut(record, MAY_EXIT);
      const again = await endAndWait(await workload.pod(), 0);
      expect(await namespace.startReport(again)).toMatchObject({ mode: 'restored', reason: '' });
    },
    2 * MINUTES,
  );

  test(
    'ends with its requests answered',
    async () => {
      await workload.rollOut(record);
      const pod = await workload.pod();
      const slow = await SlowRequest.begin(podUrl(pod, '/api/customers'));
      const load = await SteadyLoad.during(podUrl(pod, '/health'), async () => {
        await namespace.run(['scale', `deployment/${workload.name}`, '--replicas', '0']);
      });
      expect(load.failures).toEqual([]);
      await slow.whenClosed();
      expect(await slow.finish()).toMatch(/^HTTP\/1\.1 201 /);
      await workload.ended(record.release);
    },
    2 * MINUTES,
  );

  test(
    'begins nowhere when no node is of its CPU class, which the scheduler says',
    async () => {
      await workload.apply({ ...record, host: { ...record.host, cpuClass: 'm7a' } });
      const words = await namespace.event('FailedScheduling', workload.name);
      expect(words).toContain("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector");
      expect((await workload.pod()).status?.phase).toBe('Pending');
    },
    2 * MINUTES,
  );

  test(
    'begins nowhere when its image is in no registry, which the kubelet says',
    async () => {
      const missing = { ...record.images, checkpoint: { ...record.images.checkpoint, digest: digestOf('0') } };
      await workload.apply({ ...record, images: missing });
      const waiting = await namespace.kubectl.until<string>(async () => {
        const state = (await workload.pod()).status?.containerStatuses?.[0]?.state?.waiting;
        const reason = state?.reason ?? '';
        return /^(ErrImagePull|ImagePullBackOff)$/.test(reason)
          ? { found: state?.message ?? '' }
          : { seen: JSON.stringify(state) };
      });
      expect(waiting).toContain(`${record.repository}@${digestOf('0')}`);
      expect(await namespace.event('Failed', workload.name)).toBeTruthy();
    },
    2 * MINUTES,
  );
});

describeOnCluster('a restored pod of root', () => {
  const captured = new Captured();
  let namespace: ClusterNamespace;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('privileged');
  }, MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
  }, 3 * MINUTES);

  test(
    'is root in its own user namespace alone',
    async () => {
      const record = await captured.release({}, 'root');
      const workload = new Workload(namespace);
      await workload.rollOut(record);
      const pod = await workload.pod();
      expect(pod.spec).toMatchObject({ hostUsers: false, securityContext: { runAsUser: 0 } });
      expect(await namespace.startReport(pod)).toMatchObject({ mode: 'restored' });
      const { stdout } = await namespace.run(['exec', pod.metadata?.name ?? '', '--', 'cat', '/proc/self/uid_map']);
      const [inside, outside] = stdout.trim().split(/\s+/).map(Number);
      expect(inside).toBe(0);
      expect(outside).toBeGreaterThanOrEqual(65_536);
    },
    4 * MINUTES,
  );
});

describeOnCluster('a namespace that takes the privileges away', () => {
  const captured = new Captured();
  let namespace: ClusterNamespace;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('restricted');
  }, MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
  }, 3 * MINUTES);

  test(
    'keeps a workload of criu without pods, and the ReplicaSet says why',
    async () => {
      const record = await captured.release();
      const workload = new Workload(namespace);
      await workload.apply(record);
      const words = await namespace.event('FailedCreate', workload.name);
      expect(words).toContain('violates PodSecurity "restricted:latest"');
      expect(words).toContain('CHECKPOINT_RESTORE');
      expect(await workload.pods()).toEqual([]);
    },
    4 * MINUTES,
  );
});
