import { Size } from 'cdk8s';
import type { Pod } from 'kubernetes-types/core/v1';
import type { EngineType } from '../../contract';
import type { PodSecurityLevel } from '../../manifests';
import { deliveriesTo, DELIVERIES, objectsOf, only } from '../support/unit-workload';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster } from './scene/on-cluster';

const ENGINE_TYPES: readonly EngineType[] = ['criu', 'warp', 'crac', 'openj9'];
const LEVELS: readonly PodSecurityLevel[] = ['restricted', 'baseline', 'privileged'];
// Each asks the server many times, by a program that has to start for it.
const TIMEOUT_MS = 60_000;
const EVERYTHING = {
  autoscaling: { min: 2, max: 5, cpuPercent: 70 },
  ingress: { host: 'customers.example.com' },
  environment: { TABLE: 'customers' },
  volumes: [{ path: '/cache', size: Size.mebibytes(64) }],
};

describeOnCluster('a real API server', () => {
  const namespaces = new Map<PodSecurityLevel, ClusterNamespace>();

  beforeAll(async () => {
    for (const level of LEVELS) namespaces.set(level, await ClusterNamespace.create(level));
  }, TIMEOUT_MS);

  afterAll(async () => {
    for (const namespace of namespaces.values()) await namespace.dispose();
  }, TIMEOUT_MS);

  const combinations = ENGINE_TYPES.flatMap((engine) => Object.keys(DELIVERIES).map((store) => ({ engine, store })));

  test.each(combinations)(
    'accepts every object of $engine from $store',
    async ({ engine, store }) => {
      const namespace = namespaces.get('privileged')!;
      const changes = {
        engine,
        delivery: deliveriesTo(namespace.name)[store]!,
        ...EVERYTHING,
        namespace: namespace.name,
      };
      const objects = objectsOf(changes);
      expect(objects.length).toBeGreaterThanOrEqual(7);
      expect(await namespace.refusal(objects)).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  test(
    'accepts the namespace that a workload brings',
    async () => {
      const namespace = namespaces.get('privileged')!;
      for (const engine of ENGINE_TYPES) {
        const brought = only('Namespace', { engine, createNamespace: true, namespace: 'shop-brought' });
        expect(await namespace.kubectl.apply([brought], ['--dry-run=server'])).toMatch(
          /^namespace\/shop-brought created/,
        );
      }
    },
    TIMEOUT_MS,
  );

  async function refusalOf(level: PodSecurityLevel, changes: Parameters<typeof objectsOf>[0]) {
    const namespace = namespaces.get(level)!;
    const account = only('ServiceAccount', { ...changes, namespace: namespace.name });
    await namespace.apply([account]);
    const { template } = only('Deployment', { ...changes, namespace: namespace.name }).spec!;
    const metadata = { ...template.metadata, name: 'customers', namespace: namespace.name };
    const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec! };
    return namespace.refusal([pod]);
  }

  const ROOT = { uid: 0, gid: 0 };

  test.each([
    ['warp', {}, 'restricted'],
    ['warp', ROOT, 'baseline'],
    ['criu', {}, 'privileged'],
    ['criu', ROOT, 'privileged'],
    ['crac', {}, 'privileged'],
    ['openj9', {}, 'privileged'],
  ] as const)(
    'admits pods of %s with %j to the level %s, and to none below',
    async (engine, pod, level) => {
      for (const delivery of Object.values(DELIVERIES)) {
        // A folder of the node is allowed at `privileged` alone.
        const own = delivery.nodeFolder === undefined ? level : 'privileged';
        expect(await refusalOf(own, { engine, pod, delivery })).toBeUndefined();
        for (const stricter of LEVELS.slice(0, LEVELS.indexOf(own))) {
          expect(await refusalOf(stricter, { engine, pod, delivery })).toContain(
            `violates PodSecurity "${stricter}:latest"`,
          );
        }
      }
    },
    TIMEOUT_MS,
  );

  test.each(ENGINE_TYPES)(
    'admits a cold pod of %s to the level restricted',
    async (engine) => {
      expect(await refusalOf('restricted', { engine, cold: true })).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  test(
    'says in words which privileges of criu a stricter level takes',
    async () => {
      const baseline = await refusalOf('baseline', {});
      expect(baseline).toMatch(/CHECKPOINT_RESTORE.*SYS_PTRACE.*seccompProfile/s);
      const restricted = await refusalOf('restricted', {});
      expect(restricted).toContain('allowPrivilegeEscalation != false');
      expect(restricted).toContain('unrestricted capabilities');
    },
    TIMEOUT_MS,
  );

  test(
    'keeps `hostUsers` as it was given',
    async () => {
      const { name, kubectl } = namespaces.get('privileged')!;
      const deployment = only('Deployment', { namespace: name });
      const text = await kubectl.apply([deployment], ['--dry-run=server', '--output', 'json']);
      expect(JSON.parse(text)).toMatchObject({ spec: { template: { spec: { hostUsers: false } } } });
    },
    TIMEOUT_MS,
  );
});
