import { Duration, Size, Stack, Stage, Token } from 'aws-cdk-lib';
import { CpuClass, JsonPatch, Release, UsageError } from '../../../../constructs';
import type { CpuClassProps, RestoredWorkloadProps } from '../../../../constructs';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';
import { releaseOf, workloadScene } from '../../../support/cdk/workload-scene';
import { RECORD } from '../../../support/unit-release-record';
import { AMD, INTEL, recordOf } from '../../../support/unit-several-classes';

describe('a workload is refused', () => {
  function refusal(run: () => unknown): UsageError {
    try {
      run();
    } catch (error) {
      if (error instanceof UsageError) return error;
      throw error;
    }
    throw new Error('it was admitted');
  }

  test('without nodes of the CPU class of its release', () => {
    const { add } = workloadScene();
    const { code, message } = refusal(() => add({ release: releaseOf({ cpuClass: 'm7i' }) }));
    expect(code).toBe('cpu-class-and-nodes');
    expect(message).toBe(
      "release v7 of customers can be restored on nodes of CPU class 'm7i' only, and the cluster has nodes of: m7a; add the class to the cluster, or choose a release that was captured on one of these [at Stack/Workload]",
    );
  });

  test('without nodes of one of the CPU classes of its release', () => {
    const { add } = workloadScene();
    const release = Release.fromRecord(recordOf(AMD, INTEL));
    expect(release.cpuClasses).toEqual(['m7a', 'm7i']);
    expect(refusal(() => add({ release })).message).toMatch(
      /^release v7 of customers can be restored on nodes of CPU class 'm7i' only, and the cluster has nodes of: m7a;/,
    );
  });

  test('on a cluster without any class', () => {
    const { add, cluster } = workloadScene();
    cluster.cpuClasses = [];
    expect(refusal(() => add()).message).toBe(
      "release v7 of customers can be restored on nodes of CPU class 'm7a' only, and the cluster has nodes of: no class; add the class to the cluster, or choose a release that was captured on one of these [at Stack/Workload]",
    );
  });

  const GRAVITON: CpuClassProps = {
    name: 'm7a',
    families: ['m7g'],
    captureInstanceType: 'm7g.large',
    architecture: 'arm64',
  };

  test('on a class of the same name and another architecture', () => {
    const { add, cluster } = workloadScene();
    cluster.cpuClasses = [CpuClass.of(GRAVITON)];
    const { code, message } = refusal(() => add());
    expect(code).toBe('cpu-class-and-nodes');
    expect(message).toBe(
      "release v7 of customers was captured on amd64, and CPU class 'm7a' of the cluster has nodes of arm64; give both the same class [at Stack/Workload]",
    );
  });

  test('on nodes with a kernel that is older than its engine needs', () => {
    const { add, cluster } = workloadScene();
    add();
    cluster.nodeKernel = '5.4';
    const { code, message } = refusal(() => add({ namespace: 'other' }, 'Second'));
    expect(code).toBe('engine-and-kernel');
    expect(message).toBe(
      "engine 'criu' needs Linux 5.9 or newer, and the cluster's nodes have 5.4; choose another engine [at Stack/Second]",
    );
  });

  const needing = (...needs: string[]) =>
    Release.fromRecord({ ...RECORD, host: { ...RECORD.host, cpuClass: 'm7a', kernel: '6.18.4', needs } });

  test.each([
    [
      'cgroup-v1',
      'release v7 of customers was captured on a host with control groups of version 1, whose files its JVM reads, and nodes of EKS have version 2; capture it on a host with version 2, such as Amazon Linux 2023 [at Stack/Workload]',
    ],
    [
      'shadow-stack',
      "release v7 of customers was captured on Linux 6.18.4 and needs shadow-stack, and the cluster's nodes have Linux 6.1; capture it on a host with the kernel of the nodes [at Stack/Workload]",
    ],
  ])('on nodes that lack what it needs: %s', (need, message) => {
    const { add, cluster } = workloadScene();
    cluster.nodeKernel = '6.1';
    expect(refusal(() => add({ release: needing('cgroup-v2', need) }))).toMatchObject({
      code: 'engine-and-kernel',
      message,
    });
    expect(() => add({ release: needing('cgroup-v2', 'advice-15'), namespace: 'other' }, 'Second')).not.toThrow();
  });

  test.each<[Partial<RestoredWorkloadProps>, string]>([
    [
      { replicas: 0 },
      '`replicas` must be a whole number of at least 1, got: 0; write how many pods there are, or drop it',
    ],
    [
      { ingress: { path: 'api' } },
      '`ingress.path` must start with / and have no space, got: "api"; write for example /api',
    ],
    [
      { autoscaling: { min: 1.5, max: 3 } },
      '`autoscaling.min` must be a whole number of at least 1, got: 1.5; write how many pods there are at least',
    ],
    [
      { terminationGracePeriod: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) },
      '`terminationGracePeriod` must be known at synthesis, got: a value of the deployment; write the number itself',
    ],
    [
      { volumes: [{ path: '/cache', size: Size.gibibytes(Token.asNumber({ Ref: 'Disk' })) }] },
      '`volumes[0].size` must be known at synthesis, got: a value of the deployment; write the number itself',
    ],
    [
      { autoscaling: { min: 1, max: Token.asNumber({ Ref: 'Pods' }) } },
      '`autoscaling.max` must be known at synthesis, got: a value of the deployment; write the number itself',
    ],
  ])('with %j', (props, text) => {
    const { add } = workloadScene();
    const { code, message } = refusal(() => add(props));
    expect(code).toBe('invalid-prop');
    expect(message).toBe(`${text} [at Stack/Workload]`);
  });

  test('when its manifests are', () => {
    const { add } = workloadScene();
    const { code, message } = refusal(() => add({ limits: { memory: Size.mebibytes(512) } }));
    expect(code).toBe('invalid-prop');
    expect(message).toBe(
      '`limits.memory` must be at least 1024 MiB, with which v7 of customers was captured, got: 512 MiB; raise it, or capture a release with less [at Stack/Workload]',
    );
  });
});

test('a patch that does not apply is refused where the workload is', () => {
  const { add } = workloadScene();
  expect(() => add({ patch: [JsonPatch.remove('Deployment', '/spec/paused')] })).toThrow(
    new Error(
      '`patch` must apply to the finished objects, got: remove /spec/paused on Deployment/customers, where there is nothing at /spec/paused; correct the path, or add what holds it first [at Stack/Workload]',
    ),
  );
});

describe('two workloads of one cluster', () => {
  test('must not share one claim', () => {
    const { add } = workloadScene();
    add();
    expect(() => add({}, 'Second')).toThrow(
      new Error(
        '`namespace` and `name` must be a workload\'s own in its cluster, got: "default-customers", as Stack/Workload has; both would share one claim on the checkpoint, so set another `name` [at Stack/Second]',
      ),
    );
  });

  test('must not, even in two stacks and with another border between the words', () => {
    const { add, app } = workloadScene();
    const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } });
    add({ namespace: 'a-b', name: 'c' });
    expect(() => add({ namespace: 'a', name: 'b-c' }, 'Second', other)).toThrow(
      new Error(
        '`namespace` and `name` must be a workload\'s own in its cluster, got: "a-b-c", as Stack/Workload has; both would share one claim on the checkpoint, so set another `name` [at Other/Second]',
      ),
    );
  });

  test('may have one name in two namespaces', () => {
    const { add } = workloadScene();
    add();
    expect(() => add({ namespace: 'other' }, 'Second')).not.toThrow();
  });

  test('may have one name in two stages or two regions', () => {
    const { add, app } = workloadScene();
    add();
    const stage = new Stage(app, 'Stage', { env: { account: ACCOUNT, region: REGION } });
    const away = new Stack(app, 'Away', { env: { account: ACCOUNT, region: 'us-east-1' } });
    expect(() => add({ apply: false }, 'Second', away)).not.toThrow();
    expect(() => add({ apply: false }, 'Third', new Stack(stage, 'Staged'))).not.toThrow();
  });
});
