import type { ReleaseRecord } from '../../contract';
import { failureOf } from '../support/unit-failure';
import { digestOf } from '../support/unit-release-record';
import { NODE } from './harness/folders';
import { Captured } from './scene/captured';
import { ClusterRehearsal } from './scene/cluster-rehearsal';
import type { NamespaceRules } from './scene/cluster-rehearsal';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { CAPABILITIES, PodPolicy } from './scene/pod-policy';
import { withoutPodIdentity } from './scene/without-pod-identity';
import { givenContext, testCluster } from './scene/test-cluster';

const CONTEXT = `the cluster of context ${givenContext() ?? 'eks-crac-test'}`;

const object = (namespace: string, kind: string, spec: object) => {
  return { apiVersion: 'v1', kind, metadata: { name: 'small', namespace }, spec };
};

const QUOTA: NamespaceRules = {
  objects: (namespace) => [object(namespace, 'ResourceQuota', { hard: { 'limits.memory': '128Mi' } })],
  settled: ['wait', '--for=jsonpath={.status.hard}', 'resourcequota/small', '--timeout=30s'],
};
const LIMITS: NamespaceRules = {
  objects: (namespace) => [
    object(namespace, 'LimitRange', { limits: [{ type: 'Container', max: { memory: '128Mi' } }] }),
  ],
  settled: ['get', 'limitrange/small'],
};

describeOnCluster('a rehearsal that the cluster has no place for', () => {
  const captured = new Captured();
  let record: ReleaseRecord;

  beforeAll(async () => {
    record = await captured.release();
  }, 4 * MINUTES);

  afterAll(() => captured.dispose(), MINUTES);

  /** How it fails; nothing of it may be left. */
  async function refused(of: ReleaseRecord, rules?: NamespaceRules) {
    const rehearsal = await ClusterRehearsal.of(captured.scene);
    const failure = await failureOf(rehearsal.run(of, rules));
    expect(rehearsal.told).not.toContain('measure');
    expect(await rehearsal.isThere()).toBe(false);
    return failure;
  }

  test(
    'tells of an exceeded quota in the words of the cluster, before anything is deployed',
    async () => {
      const { code, message, remedy } = await refused(record, QUOTA);
      expect(message).toMatch(new RegExp(`^${CONTEXT} refused an object: Error from server \\(Forbidden\\): `));
      expect(message).toContain(`pods "${record.service}-cold" is forbidden: exceeded quota: small`);
      expect({ code, remedy }).toEqual({
        code: 'pod-failed',
        remedy: 'raise the quota, or rehearse on another cluster',
      });
    },
    MINUTES,
  );

  test(
    'tells of a limit that the pod is above',
    async () => {
      const { code, message, remedy } = await refused(record, LIMITS);
      expect(message).toContain('maximum memory usage per Container is 128Mi, but limit is ');
      expect({ code, remedy }).toEqual({
        code: 'pod-failed',
        remedy: 'change the LimitRange, or `run.cpu` and `run.memoryMiB` of the capture spec',
      });
    },
    MINUTES,
  );

  test(
    'tells of a policy that denies the pod, in the words of the policy',
    async () => {
      const policy = await PodPolicy.enforce(CAPABILITIES);
      try {
        const { code, message, remedy } = await refused(record);
        expect({ code, message, remedy }).toEqual({
          code: 'pod-failed',
          message: `${CONTEXT} refused an object: The pods "${record.service}" is invalid: : ValidatingAdmissionPolicy '${policy.name}' with binding '${policy.name}' denied request: containers may add no capability`,
          remedy:
            'ask the administrator of the cluster to admit it, or rehearse on another one; docs/workload.md says what each engine needs',
        });
      } finally {
        await policy.remove();
      }
    },
    2 * MINUTES,
  );

  const withFlags = (...more: string[]): ReleaseRecord => {
    return { ...record, host: { ...record.host, cpuFlags: [...record.host.cpuFlags, ...more] } };
  };

  test(
    'warns that pods get no credentials, where nothing gives them a Pod Identity',
    async () => {
      const warning = `pods in ${CONTEXT.replace('the cluster of ', '')} get no AWS credentials`;
      const told = async () => {
        const rehearsal = await ClusterRehearsal.of(captured.scene);
        // Ends when both workloads have been tried.
        expect(await failureOf(rehearsal.run(withFlags('avx4096')))).toMatchObject({ code: 'cluster-unavailable' });
        return rehearsal.told;
      };
      expect(await told()).not.toContain(warning);
      expect(await withoutPodIdentity(told)).toContain(warning);
    },
    3 * MINUTES,
  );

  test(
    'tells which flags of the CPU are missing on which node',
    async () => {
      expect(await refused(withFlags('avx4096', 'amx_fp4'))).toEqual({
        code: 'cluster-unavailable',
        message: `v1 of ${record.service} was captured on a CPU with avx4096, amx_fp4, which the CPU of node ${NODE} of context eks-crac-test lacks: pods there would start cold`,
        remedy:
          'rehearse on a cluster whose nodes have the CPU of this machine or a newer one of its family, or cordon that node',
      });
    },
    MINUTES,
  );

  test(
    'tells of nodes of another architecture',
    async () => {
      expect(await refused({ ...record, host: { ...record.host, architecture: 'arm64' } })).toMatchObject({
        code: 'cluster-unavailable',
        message: 'the release was captured on arm64, and the nodes of context eks-crac-test are: amd64',
      });
    },
    MINUTES,
  );

  test(
    'tells of an image that the nodes cannot pull, in the words of the kubelet',
    async () => {
      const service = { ...record.images.service, digest: digestOf('0') };
      const { code, message, remedy } = await refused({ ...record, images: { ...record.images, service } });
      expect(message).toMatch(/^a pod of node-0 cannot start: (ErrImagePull|ImagePullBackOff): /);
      expect(message).toContain(`${record.repository}@${digestOf('0')}`);
      expect({ code, remedy }).toMatchObject({
        code: 'pod-failed',
        remedy: expect.stringContaining('the nodes must reach the repository of the release') as unknown,
      });
    },
    2 * MINUTES,
  );

  test(
    'takes no namespace that is there already, and leaves it as it is',
    async () => {
      const { kubectl } = await testCluster();
      const rehearsal = await ClusterRehearsal.of(captured.scene);
      await kubectl.run(['create', 'namespace', rehearsal.namespace]);
      try {
        expect(await failureOf(rehearsal.run(record))).toEqual({
          code: 'pod-failed',
          message: `${CONTEXT} refused an object: Error from server (AlreadyExists): error when creating "STDIN": namespaces "${rehearsal.namespace}" already exists`,
          remedy: 'run it again: each run uses a new namespace',
        });
        expect(await rehearsal.isThere()).toBe(true);
      } finally {
        await kubectl.run(['delete', 'namespace', rehearsal.namespace]);
      }
    },
    MINUTES,
  );

  test(
    'says which labels no node has, when its pod finds none',
    async () => {
      const rehearsal = await ClusterRehearsal.of(captured.scene);
      const failure = await failureOf(rehearsal.run({ ...record, host: { ...record.host, cpuClass: 'm7a' } }));
      expect(failure).toEqual({
        code: 'pod-failed',
        message: expect.stringMatching(
          /^a pod of \S+-cold did not become ready within 120 s: 0\/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity\/selector/,
        ) as unknown,
        remedy:
          'the pod asks for a node with the labels kubernetes.io/arch=amd64 and eks-crac.io/cpu-class=m7a, and with 0.5 CPU and 512 MiB free',
      });
      expect(await rehearsal.isThere()).toBe(false);
    },
    4 * MINUTES,
  );

  test(
    'tells of a companion that does not listen on its port',
    async () => {
      const image = `${record.repository}@${record.images.service.digest}`;
      const companion = { name: 'deaf', image, port: 9999, readiness: { tcp: true as const, timeoutSeconds: 1 } };
      const rehearsal = await ClusterRehearsal.of(captured.scene, { companions: [companion] });
      const { code, message, remedy } = await failureOf(rehearsal.run(record));
      expect(message).toMatch(
        /^companion deaf is not ready in the cluster of context eks-crac-test: error: timed out waiting for the condition/,
      );
      expect({ code, remedy }).toEqual({
        code: 'companion-failed',
        remedy: 'check its `image`, which the nodes must be able to pull, its `port` and its `readiness`',
      });
      expect(await rehearsal.isThere()).toBe(false);
    },
    4 * MINUTES,
  );
});
