import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { reachCluster } from '../../cli/rehearsal/cluster';
import { podUses } from '../../cli/releases/pod-uses';
import type { ReleaseRecord } from '../../contract';
import { CPU_CLASS_LABEL } from '../../engines';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { promote } from '../../releases/promotion/promote';
import type { Promoted } from '../../releases/promotion/promotion';
import { rollbackOf } from '../../releases/promotion/rollback';
import { Stacks } from '../../releases/promotion/stacks';
import { openService } from '../../releases/retention/open-service';
import { prune } from '../../releases/retention/prune';
import type { RetentionWorld } from '../../releases/retention/prune';
import { stackUses } from '../../releases/retention/stack-uses';
import { ProcessRunner } from '../../kit/process';
import { failureOf } from '../support/unit-failure';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { ClusterRehearsal } from './scene/cluster-rehearsal';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { Workload } from './scene/restored-workload';
import { SteadyLoad } from './scene/steady-load';
import { CloudFormation } from './stack/cloud-formation';
import { KubectlHandler } from './stack/kubectl-handler';
import { StackStandIn } from './stack/stack-stand-in';
import { STACK, WORKLOAD, workloadStack } from '../support/cdk/workload-stack';

const REPLICAS = 2;
/** Of the node, while this runs. */
const CPU_CLASS = 'tests';

const PATIENCE = { recordMs: 0, busyMs: 0 };
const PACE = { timeoutMs: 4 * MINUTES, intervalMs: 500 };
/** Long enough for the rollouts of the releases that are good. */
const LONGEST_WAIT_SECONDS = 60;

describeOnCluster('a stack whose releases are promoted', () => {
  const captured = new Captured().with({ cpuClass: { name: CPU_CLASS } });
  let namespace: ClusterNamespace;
  let workload: Workload;
  let handler: KubectlHandler;
  let stack: StackStandIn;
  let cloudFormation: CloudFormation;
  let releases: Readonly<Record<'v1' | 'v2' | 'v3' | 'v4', ReleaseRecord>>;

  beforeAll(async () => {
    const v1 = await captured.release();
    const v2 = await captured.release({ MAPPED_FILE: 'true' });
    const v3 = await captured.published(await captured.damaged(v2, 'v3'));
    const v4 = await captured.published(await captured.neverReady(v2, 'v4'));
    releases = { v1, v2, v3, v4 };
    namespace = await ClusterNamespace.create('privileged');
    await namespace.kubectl.run(['label', 'nodes', '--all', '--overwrite', `${CPU_CLASS_LABEL}=${CPU_CLASS}`]);
    workload = new Workload(namespace, WORKLOAD);
    handler = new KubectlHandler(namespace.kubectl.access);
    stack = new StackStandIn(STACK, handler, { longestWaitSeconds: LONGEST_WAIT_SECONDS });
    expect(await stack.deploy(workloadStack(v1, namespace.name, REPLICAS))).toEqual({
      status: 'CREATE_COMPLETE',
    });
    cloudFormation = new CloudFormation(stack);
  }, 8 * MINUTES);

  afterAll(async () => {
    await cloudFormation.close();
    await stack.delete();
    handler.close();
    await namespace.kubectl.run(['label', 'nodes', '--all', `${CPU_CLASS_LABEL}-`]);
    await namespace.dispose();
    await captured.dispose();
  }, 4 * MINUTES);

  const tools = () => ({
    stacks: new Stacks(),
    catalogue: (repository: string) => ReleaseCatalogue.of(repository),
    patience: PATIENCE,
  });
  const moveTo = (release: string): Promise<Promoted> => promote(tools(), { stack: STACK, release }, PACE);

  /** Does something while requests go on, none of which may fail. */
  async function underLoad(work: () => Promise<void>): Promise<void> {
    const { answered, failures } = await SteadyLoad.during(await workload.address('/health'), work);
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(50);
  }

  /** What runs, once nothing else does: each pod by the digest of its image, and how it has started. */
  async function running(release: keyof typeof releases): Promise<readonly string[]> {
    await workload.onlyOf(release, REPLICAS);
    const pods = await workload.pods();
    const { repository, images } = releases[release];
    const expected = `${repository}@${images.checkpoint.digest}`;
    expect(pods.map((pod) => pod.spec?.containers[0]?.image)).toEqual(pods.map(() => expected));
    const reports = await Promise.all(pods.map((pod) => namespace.startReport(pod)));
    return reports.map(({ mode, reason }) => `${mode} ${reason}`.trim());
  }

  test(
    'runs the release with which it was deployed',
    async () => {
      expect(await running('v1')).toEqual(['restored', 'restored']);
    },
    MINUTES,
  );

  test(
    'moves to the next one by its parameters alone',
    async () => {
      await underLoad(async () => {
        expect(await moveTo('v2')).toMatchObject({ release: 'v2', previous: 'v1', outcome: 'promoted' });
      });
      expect(await running('v2')).toEqual(['restored', 'restored']);
      expect(await moveTo('v2')).toMatchObject({ release: 'v2', previous: 'v1', outcome: 'unchanged' });
    },
    5 * MINUTES,
  );

  test(
    'serves cold with one whose checkpoint is broken',
    async () => {
      await underLoad(async () => {
        expect(await moveTo('v3')).toMatchObject({ release: 'v3', previous: 'v2', outcome: 'promoted' });
      });
      expect(await running('v3')).toEqual(['cold files', 'cold files']);
    },
    5 * MINUTES,
  );

  test(
    'goes back to the release before',
    async () => {
      await underLoad(async () => {
        const request = await rollbackOf(tools().stacks, { stack: STACK });
        expect(await promote(tools(), request, PACE)).toMatchObject({ release: 'v2', previous: 'v3' });
      });
      expect(await running('v2')).toEqual(['restored', 'restored']);
    },
    5 * MINUTES,
  );

  test('admits the pods of what it runs and of the release before, and no other', async () => {
    const image = (of: keyof typeof releases) => {
      const { images, repository } = releases[of];
      const container = { name: 'other', image: `${repository}@${images.checkpoint.digest}` };
      return [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other' }, spec: { containers: [container] } }];
    };
    expect(await namespace.refusal(image('v2'))).toBeUndefined();
    expect(await namespace.refusal(image('v3'))).toBeUndefined();
    expect(await namespace.refusal(image('v1'))).toContain('no release record names');
  });

  test(
    'keeps what it had when one never gets ready',
    async () => {
      await underLoad(async () => {
        const { code, message } = await failureOf(moveTo('v4'));
        expect(code).toBe('promotion-failed');
        expect(message).toMatch(/^stack Shop did not take v4, and has what it had: .*Timeout waiting for output/);
      });
      expect(await running('v2')).toEqual(['restored', 'restored']);
    },
    8 * MINUTES,
  );

  test(
    'loses nothing that it needs when releases are pruned, and can go back',
    async () => {
      await moveTo('v3');
      await underLoad(async () => {
        const { removed } = await prune(await service(), { keepNewest: 1, graceMs: 0 }, new Date());
        const numbers = removed.flatMap(({ name }) => (/^v[0-9]+$/.test(name) ? [name] : []));
        expect(numbers).toEqual(['v1']);
        expect(await captured.scene.repository.digest(releases.v1.images.checkpoint.digest)).toBeUndefined();
      });
      expect(await running('v3')).toEqual(['cold files', 'cold files']);
      await underLoad(async () => {
        await promote(tools(), await rollbackOf(tools().stacks, { stack: STACK }), PACE);
      });
      expect(await running('v2')).toEqual(['restored', 'restored']);
    },
    8 * MINUTES,
  );

  /** The repository, and who uses it: what the cluster runs, and the stack. */
  async function service(): Promise<RetentionWorld> {
    const { context } = namespace.kubectl.access;
    const kubectl = await reachCluster(new ProcessRunner().withEnv(ClusterRehearsal.environment(namespace.cluster)), {
      context,
    });
    const uses = [podUses(kubectl), stackUses(new CloudFormationClient())];
    const reach = { s3: new S3Client(), mounts: new Map<string, string>() };
    return (await openService(captured.scene.repository, reach, uses)).world;
  }
});
