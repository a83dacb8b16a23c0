import { Stack, Stage } from 'aws-cdk-lib';
import { UsageError } from '../../../constructs';
import { ENGINES } from '../../../engines';
import { ACCOUNT, REGION } from '../../support/cdk/iam';
import { releaseOf, workloadScene } from '../../support/cdk/workload-scene';

afterEach(() => jest.restoreAllMocks());

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

  test('on a cluster without any class', () => {
    const { add, cluster } = workloadScene();
    cluster.cpuClasses = [];
    expect(refusal(() => add()).message).toContain('and the cluster has nodes of: no class;');
  });

  test('when its engine has no run half', () => {
    jest.replaceProperty(ENGINES.warp, 'hasRunHalf', false);
    const { add } = workloadScene();
    const { code, message } = refusal(() => add({ release: releaseOf({ engine: 'crac' }) }));
    expect(code).toBe('engine-not-supported');
    expect(message).toBe(
      "engine 'crac' of release v7 of customers cannot be restored by this version of eks-crac; choose a release of engine criu [at Stack/Workload]",
    );
  });

  test('when its manifests are', () => {
    const { add } = workloadScene();
    const { code, message } = refusal(() => add({ limits: { memoryMiB: 512 } }));
    expect(code).toBe('invalid-prop');
    expect(message).toBe(
      '`limits.memoryMiB` must be at least 1024, with which v7 of customers was captured, got: 512; raise it, or capture a release with less [at Stack/Workload]',
    );
  });
});

describe('two workloads of one cluster', () => {
  test('must not share one claim', () => {
    const { add } = workloadScene();
    add();
    expect(() => add({}, 'Second')).toThrow(
      '`namespace` and `name` must be a workload\'s own in its cluster, got: "default-customers", as Stack/Workload has; both would share one claim on the checkpoint, so set another `name` [at Stack/Second]',
    );
  });

  test('must not, even in two stacks and with another border between the words', () => {
    const { add, app } = workloadScene();
    const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } });
    add({ namespace: 'a-b', name: 'c' });
    expect(() => add({ namespace: 'a', name: 'b-c' }, 'Second', other)).toThrow('got: "a-b-c", as Stack/Workload has');
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
