import type { Pod } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../../contract';
import { ProcessError } from '../../kit/process';
import { OwnRegistry } from '../support/containers/own-registry';
import { failureOf } from '../support/unit-failure';
import { NODE } from './harness/folders';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { ClusterRehearsal } from './scene/cluster-rehearsal';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { podUrl, Workload } from './scene/restored-workload';
import { SlowRequest } from './scene/slow-request';
import { SteadyLoad } from './scene/steady-load';

/** What a command said that did not succeed. */
async function words(command: Promise<unknown>): Promise<string> {
  return command.then(
    () => {
      throw new Error('the command succeeded');
    },
    (error: unknown) => {
      if (error instanceof ProcessError) return `${error.stdout}${error.stderr}`;
      throw error;
    },
  );
}

describeOnCluster('what an operator sees', () => {
  const captured = new Captured();
  let registry: OwnRegistry;
  let namespace: ClusterNamespace;
  let first: ReleaseRecord;
  let second: ReleaseRecord;

  beforeAll(async () => {
    registry = await OwnRegistry.start(captured.scene);
    const repository = `${registry.host}/${captured.scene.service}`;
    captured.scene.publishesTo(repository);
    captured.with({ publish: { repository } });
    first = await captured.release();
    second = await captured.release({ MAPPED_FILE: 'true' });
    namespace = await ClusterNamespace.create('privileged');
  }, 6 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
    await registry.remove();
  }, 3 * MINUTES);

  const rolloutStatus = (workload: Workload, seconds: number) =>
    namespace.run(['rollout', 'status', `deployment/${workload.name}`, '--timeout', `${seconds}s`]);

  /** The pod of a workload that is not the one before. */
  async function newPod(workload: Workload, before: Pod, until: (pod: Pod) => string | undefined): Promise<string> {
    return namespace.kubectl.until<string>(async () => {
      const pods = await workload.pods();
      const pod = pods.find(({ metadata }) => metadata?.uid !== before.metadata?.uid);
      const found = pod === undefined ? undefined : until(pod);
      return found === undefined ? { seen: JSON.stringify(pod?.status?.containerStatuses) } : { found };
    });
  }

  test(
    'when the limit of memory is below the capture: the new pods are killed, the old ones serve on',
    async () => {
      const workload = new Workload(namespace, 'too-small');
      await workload.rollOut(first);
      const before = await workload.pod();
      const { answered, failures } = await SteadyLoad.during(await workload.address('/health'), async () => {
        const small = ['--containers', 'service', '--limits', 'memory=24Mi', '--requests', 'memory=24Mi'];
        await namespace.run(['set', 'resources', `deployment/${workload.name}`, ...small]);
        const killed = await newPod(workload, before, ({ status }) => {
          const { lastState, state } = status?.containerStatuses?.[0] ?? {};
          return (lastState?.terminated ?? state?.terminated)?.reason;
        });
        expect(killed).toBe('OOMKilled');
        expect(await words(rolloutStatus(workload, 5))).toMatch(
          /Waiting for deployment "too-small" rollout to finish: 1 old replicas are pending termination[^]*timed out waiting for the condition/,
        );
      });
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(50);
      await workload.remove();
    },
    3 * MINUTES,
  );

  test(
    'when the registry is gone at a rollout: the rollout waits, the old pods serve on, and it goes on by itself',
    async () => {
      const workload = new Workload(namespace, 'no-registry');
      await workload.rollOut(first);
      const before = await workload.pod();
      const { answered, failures } = await SteadyLoad.during(await workload.address('/health'), async () => {
        await registry.kill();
        await workload.apply(second);
        const waiting = await newPod(workload, before, ({ status }) => {
          const why = status?.containerStatuses?.[0]?.state?.waiting;
          return why?.reason === 'ErrImagePull' ? why.message : undefined;
        });
        expect(waiting).toContain(`${second.repository}@${second.images.checkpoint.digest}`);
        expect(waiting).toContain('connection refused');
        expect(await words(rolloutStatus(workload, 5))).toMatch(
          /Waiting for deployment "no-registry" rollout to finish: 1 old replicas are pending termination[^]*timed out waiting for the condition/,
        );
        const rehearsal = await ClusterRehearsal.of(captured.scene);
        const { code, message, remedy } = await failureOf(rehearsal.run(second));
        expect(message).toMatch(
          /^a pod of node-0 cannot start: (ErrImagePull|ImagePullBackOff): [^]*connection refused/,
        );
        expect({ code, remedy }).toEqual({
          code: 'pod-failed',
          remedy:
            'the nodes must reach the repository of the release: set `publish.repository` in the capture spec to one that they can pull from',
        });
        await registry.restart();
        await rolloutStatus(workload, 120);
        await workload.ended(first.release);
      });
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(50);
      expect(await namespace.startReport(await workload.pod())).toMatchObject({ mode: 'restored', release: 'v2' });
      await workload.remove();
    },
    5 * MINUTES,
  );

  test(
    'when the node is drained: pods leave one after the other, each when there is another, and no request is lost',
    async () => {
      const workload = new Workload(namespace, `drained-${captured.scene.id}`);
      await workload.rollOut(first, { replicas: 2 });
      const before = (await workload.pods()).map(({ metadata }) => metadata?.uid);
      const slow = await Promise.all(
        (await workload.pods()).map((pod) => SlowRequest.begin(podUrl(pod, '/api/customers'))),
      );
      const { answered, failures } = await SteadyLoad.during(await workload.address('/health'), async () => {
        const said = await drain(workload, async () => {
          for (const request of slow) {
            await request.whenClosed();
            expect(await request.finish()).toMatch(/^HTTP\/1\.1 201 /);
          }
        });
        expect(said).toContain("Cannot evict pod as it would violate the pod's disruption budget.");
        await rolloutStatus(workload, 120);
      });
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(50);
      const after = await workload.pods();
      expect(after.filter(({ metadata }) => before.includes(metadata?.uid))).toEqual([]);
      for (const pod of after) expect(await namespace.startReport(pod)).toMatchObject({ mode: 'restored' });
      await workload.remove();
    },
    5 * MINUTES,
  );

  /**
   * Drains the node of one workload's pods. It is the only node, so it takes pods again when the budget has held the
   * first eviction back: what was drained finds a place on it, as it would on another.
   */
  async function drain(workload: Workload, meanwhile: () => Promise<void>): Promise<string> {
    const { kubectl } = namespace;
    const lines: string[] = [];
    let held = false;
    const selected = ['--pod-selector', `app.kubernetes.io/name=${workload.name}`];
    const options = ['--ignore-daemonsets', '--delete-emptydir-data', '--timeout', '120s'];
    const onLine = (line: string) => {
      lines.push(line);
      held ||= line.includes('disruption budget');
    };
    const drained = kubectl.watch(['drain', NODE, ...selected, ...options], onLine, new AbortController().signal);
    drained.catch(() => undefined);
    try {
      await kubectl.until(() => Promise.resolve(held ? { found: true } : { seen: lines.join('\n') }));
      await kubectl.run(['uncordon', NODE]);
      await meanwhile();
      await drained;
    } finally {
      await kubectl.run(['uncordon', NODE]);
    }
    return lines.join('\n');
  }
});
