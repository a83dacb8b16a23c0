import { Duration, Size } from 'cdk8s';
import type { ReleaseRecord } from '../../../contract';
import { PACKED_ARGUMENTS } from '../../support/unit-release-record';
import { DELIVERIES, initOf, podOf, serviceOf } from '../../support/unit-workload';

const REPOSITORY = 'localhost:5055/customers';
const SERVICE_IMAGE = `${REPOSITORY}@sha256:${'a'.repeat(64)}`;
const CHECKPOINT_IMAGE = `${REPOSITORY}@sha256:${'b'.repeat(64)}`;
const { bucket, fileSystem } = DELIVERIES;

const variables = (changes?: Parameters<typeof serviceOf>[0]) =>
  Object.fromEntries((serviceOf(changes).env ?? []).map(({ name, value }) => [name, value]));

describe('the service', () => {
  test('has the privileges of its engine and no more', () => {
    expect(serviceOf().securityContext).toEqual({
      allowPrivilegeEscalation: true,
      capabilities: { drop: ['ALL'], add: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'] },
      readOnlyRootFilesystem: false,
      runAsGroup: 1000,
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'Unconfined' },
    });
  });

  test('has no capability with warp', () => {
    expect(serviceOf({ engine: 'warp' }).securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('requests what it is limited to', () => {
    const quantities = { cpu: '1500m', memory: '2048Mi' };
    expect(serviceOf({ limits: { cpu: 1.5, memory: Size.gibibytes(2) } }).resources).toEqual({
      limits: quantities,
      requests: quantities,
    });
    expect(serviceOf().resources?.limits).toEqual({ cpu: '1000m', memory: '1024Mi' });
  });

  test('is asked for readiness every second from its first one on', () => {
    expect(serviceOf().readinessProbe).toEqual({
      httpGet: { path: '/ready', port: 'http' },
      failureThreshold: 5,
      periodSeconds: 1,
      timeoutSeconds: 3,
    });
    expect(serviceOf().startupProbe).toBeUndefined();
  });

  test('is started again when it has no port after a restore and a cold start have had their time', () => {
    expect(serviceOf().livenessProbe).toMatchObject({ tcpSocket: { port: 'http' }, initialDelaySeconds: 303 });
    expect(serviceOf({ coldStartTimeout: Duration.seconds(20) }).livenessProbe?.initialDelaySeconds).toBe(23);
  });

  test('is left alone until a restore that hangs, a cold start and a second more have passed', () => {
    const [restoreDeadline, coldStartTimeout] = [Duration.seconds(3), Duration.seconds(20)];
    const {
      failureThreshold = 0,
      initialDelaySeconds = 0,
      periodSeconds = 0,
    } = serviceOf({ restoreDeadline, coldStartTimeout }).livenessProbe ?? {};
    const restarted = initialDelaySeconds + (failureThreshold - 1) * periodSeconds;
    expect(restarted).toBeGreaterThanOrEqual(3 + 20 + 1);
  });

  test.each([
    ['image', 3000],
    ['bucket', 8000],
    ['fileSystem', 5500],
  ])('has the deadline that the record has for its store: %s', (name, deadlineMs) => {
    const stores: ReleaseRecord['stores'] = [
      { type: 'image', deadlineMs: 3000 },
      { type: 's3', deadlineMs: 8000, bucket: 'b', prefix: 'p' },
      { type: 'efs', deadlineMs: 5500, fileSystemId: 'fs-1', accessPointId: 'fsap-1', path: '/p' },
    ];
    const changes = { delivery: DELIVERIES[name], stores };
    expect(variables(changes)).toMatchObject({ EKS_CRAC_DEADLINE_MS: String(deadlineMs) });
    expect(serviceOf(changes).livenessProbe?.initialDelaySeconds).toBe(Math.ceil(deadlineMs / 1000) + 300);
    const without = { ...changes, stores: [{ type: 'image' as const }] };
    expect(variables(without)).toMatchObject({ EKS_CRAC_DEADLINE_MS: '3000' });
  });

  test('has the deadline of the workload instead of the record’s', () => {
    const changes = { restoreDeadline: Duration.seconds(20) };
    expect(variables(changes)).toMatchObject({ EKS_CRAC_DEADLINE_MS: '20000' });
    expect(serviceOf(changes).livenessProbe?.initialDelaySeconds).toBe(320);
  });

  test('goes on serving for as long as connections still come when it ends', () => {
    expect(serviceOf().lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(serviceOf({ terminationGracePeriod: Duration.seconds(3) }).lifecycle).toEqual({
      preStop: { sleep: { seconds: 3 } },
    });
  });

  test.each([
    [{ port: 8081 }, { path: '/ready', port: 8081 }],
    [{ scheme: 'https' as const }, { path: '/ready', port: 'http', scheme: 'HTTPS' }],
    [
      { port: 8443, scheme: 'https' as const },
      { path: '/ready', port: 8443, scheme: 'HTTPS' },
    ],
  ])('asks where the service was asked at the capture: %j', (readiness, httpGet) => {
    const { readinessProbe } = serviceOf({ pod: { readiness: { path: '/ready', status: 200, ...readiness } } });
    expect(readinessProbe).toMatchObject({ httpGet });
  });

  test('is asked for its port only where the kubelet would take its answer for a failure', () => {
    const { readinessProbe } = serviceOf({ pod: { readiness: { path: '/', status: 401 } } });
    expect(readinessProbe).toMatchObject({ tcpSocket: { port: 'http' } });
    expect(readinessProbe).not.toHaveProperty('httpGet');
  });

  test('tells start all that is not in the checkpoint manifest', () => {
    expect(variables()).toEqual({
      EKS_CRAC_DEADLINE_MS: '3000',
      EKS_CRAC_GUARD: '/opt/eks-crac/guard',
      EKS_CRAC_PORT: '8080',
      EKS_CRAC_RELEASE: 'v7',
    });
    expect(variables({ delivery: bucket })).toMatchObject({ EKS_CRAC_STORE: '/opt/eks-crac/store' });
  });
});

describe('the pod', () => {
  test('runs on nodes of the CPU class, spread over zones', () => {
    const { nodeSelector, topologySpreadConstraints } = podOf();
    expect(nodeSelector).toEqual({ 'eks-crac.io/cpu-class': 'm7a', 'kubernetes.io/arch': 'amd64' });
    expect(topologySpreadConstraints).toMatchObject([{ topologyKey: 'topology.kubernetes.io/zone' }]);
  });

  test('asks for no class when it was captured in a rehearsal', () => {
    expect(podOf({ cpuClass: 'local' }).nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64' });
  });

  test.each([
    ['criu', 'image', false],
    ['criu', 'bucket', false],
    ['criu', 'fileSystem', true],
    ['crac', 'image', false],
    ['warp', 'image', undefined],
    ['warp', 'fileSystem', undefined],
  ] as const)('of %s from %s has hostUsers %s', (engine, store, hostUsers) => {
    expect(podOf({ engine, delivery: DELIVERIES[store] }).hostUsers).toBe(hostUsers);
  });

  test('keeps the attempt, and nothing of the API server', () => {
    const pod = podOf();
    expect(pod.volumes).toEqual([{ name: 'guard', emptyDir: { sizeLimit: '1Mi' } }]);
    expect(serviceOf().volumeMounts).toEqual([{ name: 'guard', mountPath: '/opt/eks-crac/guard' }]);
    expect(pod.automountServiceAccountToken).toBe(false);
  });
});

describe('what a team adds to the pod', () => {
  const proxy = { name: 'proxy', image: 'proxy@sha256:0' };

  test('are containers without privileges, next to the service', () => {
    const own = { ...proxy, name: 'own', securityContext: { allowPrivilegeEscalation: true, runAsUser: 0 } };
    const [service, ...others] = podOf({ sidecars: [proxy, own] }).containers;
    expect(service).toEqual(serviceOf());
    const plain = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    expect(others).toEqual([
      { ...proxy, securityContext: plain },
      { ...own, securityContext: { ...plain, ...own.securityContext } },
    ]);
  });

  test.each([
    ['seed', [{ ...proxy, name: 'seed' }]],
    ['proxy', [proxy, proxy]],
  ])('has no container of a taken name: %s', (name, sidecars) => {
    expect(() => podOf({ sidecars })).toThrow(
      new Error(
        `\`sidecars\` must have names that differ from each other and from service, fetch, seed, got: "${name}"; choose another one`,
      ),
    );
  });

  test('are tolerations of taints', () => {
    const tolerations = [{ key: 'team', operator: 'Exists' }];
    expect(podOf({ tolerations }).tolerations).toEqual(tolerations);
    expect(podOf().tolerations).toBeUndefined();
  });
});

test('no variable of a pod names another service', () => {
  expect(podOf().enableServiceLinks).toBe(false);
});

describe('the checkpoint', () => {
  test('is in the image', () => {
    expect(serviceOf()).toMatchObject({ image: CHECKPOINT_IMAGE, imagePullPolicy: 'IfNotPresent' });
    expect(podOf().initContainers).toBeUndefined();
  });

  test('is unpacked from a file system, which the init container alone mounts, read-only', () => {
    expect(serviceOf({ delivery: fileSystem })).toMatchObject({
      image: SERVICE_IMAGE,
      volumeMounts: [{ name: 'guard' }, { name: 'checkpoint', mountPath: '/opt/eks-crac/store', readOnly: true }],
    });
    expect(initOf('fetch', { delivery: fileSystem })).toMatchObject({
      command: ['/opt/eks-crac/fetch', '/opt/eks-crac/packed', '/opt/eks-crac/store', ...PACKED_ARGUMENTS],
      volumeMounts: [
        { name: 'checkpoint', mountPath: '/opt/eks-crac/store' },
        { name: 'packed', mountPath: '/opt/eks-crac/packed', subPath: 'customers/v7', readOnly: true },
      ],
    });
  });

  test('is that of the node where it has one, which both containers see read-only in one place', () => {
    const delivery = DELIVERIES['nodeLocal']!;
    const node = { name: 'node', mountPath: '/opt/eks-crac/node', readOnly: true };
    expect(podOf({ delivery }).volumes).toContainEqual({
      name: 'node',
      hostPath: { path: '/var/lib/eks-crac/shop/customers', type: 'DirectoryOrCreate' },
    });
    expect(serviceOf({ delivery }).volumeMounts).toContainEqual(node);
    expect(initOf('fetch', { delivery })?.command).toEqual(initOf('fetch', { delivery: bucket })?.command);
    expect(initOf('fetch', { delivery })?.volumeMounts).toContainEqual(node);
    expect(initOf('fetch', { delivery })?.env).toContainEqual({ name: 'EKS_CRAC_NODE', value: node.mountPath });
  });

  test('is fetched by the service image as the same user without any capability', () => {
    expect(initOf('fetch', { delivery: bucket })).toEqual({
      name: 'fetch',
      image: SERVICE_IMAGE,
      imagePullPolicy: 'IfNotPresent',
      command: [
        ...['/opt/eks-crac/fetch', 's3://checkpoints/checkpoints/customers/v7', '/opt/eks-crac/store'],
        ...PACKED_ARGUMENTS,
      ],
      env: [{ name: 'AWS_REGION', value: 'eu-west-1' }],
      resources: serviceOf().resources,
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsGroup: 1000,
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumeMounts: [{ name: 'checkpoint', mountPath: '/opt/eks-crac/store' }],
    });
    expect(serviceOf({ delivery: bucket }).volumeMounts).toContainEqual({
      name: 'checkpoint',
      mountPath: '/opt/eks-crac/store',
      readOnly: true,
    });
  });
});

describe('a cold workload', () => {
  test('runs the service image with the privileges of none', () => {
    const cold = { cold: true, delivery: fileSystem };
    expect(serviceOf(cold).image).toBe(SERVICE_IMAGE);
    expect(serviceOf(cold).securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(variables(cold)).toMatchObject({ EKS_CRAC_MODE: 'cold' });
    expect(variables(cold)).not.toHaveProperty('EKS_CRAC_STORE');
    expect(podOf(cold).hostUsers).toBeUndefined();
    expect(podOf(cold).volumes).toHaveLength(1);
  });
});
