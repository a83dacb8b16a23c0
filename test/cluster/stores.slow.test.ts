import { join } from 'node:path';
import type { PersistentVolume } from 'kubernetes-types/core/v1';
import type { DaemonSet, Deployment } from 'kubernetes-types/apps/v1';
import type { PackedCheckpoint, ReleaseRecord } from '../../contract';
import { findFetchReport, NODE_FOLDER } from '../../contract';
import { waitUntil } from '../../kit/wait';
import {
  bucketDelivery,
  fileSystemDelivery,
  mountedBucketDelivery,
  nodeLocalDelivery,
  volumeDelivery,
} from '../../manifests';
import type { KubernetesObject } from '../../manifests';
import { OBJECT_CREDENTIALS, ObjectServer } from '../containers/journeys/object-server';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { podUrl, Workload } from './scene/restored-workload';

/**
 * The manifests of both stores in real pods. Two stand-ins at the border to AWS: a folder of the node in the place of what
 * the EFS CSI driver mounts, and a server of the S3 protocol, which knows one key pair, in the place of S3 and of the
 * session that Pod Identity gives.
 */
describeOnCluster('a pod of vN restores', () => {
  const captured = new Captured();
  const store = join(captured.scene.folder, 'store');
  let server: ObjectServer;
  let namespace: ClusterNamespace;
  let record: ReleaseRecord;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('privileged');
    server = await ObjectServer.start('checkpoints', await namespace.cluster.address());
    captured.scene.withEnv(OBJECT_CREDENTIALS);
    const s3 = { bucket: server.bucket, prefix: 'copies', endpoint: server.endpoint };
    captured.with({ publish: { folder: store, s3, volume: true } });
    record = await captured.release({ MAPPED_FILE: 'true' });
  }, 4 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await server.stop();
    await captured.dispose();
  }, 3 * MINUTES);

  function packed(): PackedCheckpoint {
    const { checkpoint } = record;
    if (checkpoint.packed === undefined) throw new Error(`${record.release} has no pack`);
    return checkpoint.packed;
  }

  async function expectRestored(workload: Workload): Promise<void> {
    const pod = await workload.pod();
    expect(pod.spec?.containers[0]?.image).toBe(`${record.repository}@${record.images.service.digest}`);
    expect(await namespace.startReport(pod)).toMatchObject({ mode: 'restored', reason: '' });
    expect(await (await fetch(podUrl(pod, '/api/customers'))).text()).toContain('Grace Hopper');
  }

  test(
    'from a file system that its init container alone mounts, read-only, through its claim',
    async () => {
      const workload = new Workload(namespace, 'from-files');
      const copy = { fileSystemId: 'fs-0', accessPointId: 'fsap-0', path: `/${record.service}/${record.release}` };
      const delivery = fileSystemDelivery({
        ...copy,
        packed: packed(),
        name: workload.name,
        namespace: namespace.name,
      });
      const objects = (delivery.objects ?? []).map((object) => inFolder(object, store));
      await workload.rollOut(record, { delivery: { ...delivery, objects } });
      await expectRestored(workload);
      // A mount of EFS cannot be in a user namespace; capabilities are the node's then.
      expect((await workload.pod()).spec?.hostUsers).toBe(true);
      const written = namespace.run(['exec', 'deployment/from-files', '--', 'touch', '/opt/eks-crac/store/x']);
      await expect(written).rejects.toThrow('Read-only file system');
      await workload.remove();
      // It goes with its claim, which goes with the namespace.
      const volume = `${namespace.name}-${workload.name}-checkpoint`;
      await namespace.kubectl.run(['delete', 'persistentvolume', volume, '--wait=false']);
    },
    3 * MINUTES,
  );

  test(
    'from an image of the checkpoint alone, which the container runtime mounts read-only',
    async () => {
      const workload = new Workload(namespace, 'from-volume');
      const stored = record.stores.find((one) => one.type === 'oci-volume');
      if (stored === undefined) throw new Error(`${record.release} has no volume`);
      const delivery = volumeDelivery({ repository: record.repository, digest: stored.digest });
      await workload.rollOut(record, { delivery });
      await expectRestored(workload);
      const { spec } = await workload.pod();
      expect(spec).toMatchObject({ hostUsers: false });
      expect(spec?.initContainers).toBeUndefined();
      const written = namespace.run(['exec', 'deployment/from-volume', '--', 'touch', '/opt/eks-crac/store/x']);
      await expect(written).rejects.toThrow('Read-only file system');
      await workload.remove();
    },
    3 * MINUTES,
  );

  test(
    'from a bucket that a driver mounts: the folder of the release below the prefix of the service',
    async () => {
      const workload = new Workload(namespace, 'from-mount');
      const delivery = mountedBucketDelivery({
        ...{ bucket: server.bucket, servicePrefix: `copies/${record.service}`, folder: record.release },
        ...{ region: OBJECT_CREDENTIALS.AWS_REGION, packed: packed() },
        ...{ name: workload.name, namespace: namespace.name },
      });
      const objects = (delivery.objects ?? []).map((object) => inFolder(object, join(store, record.service)));
      await workload.rollOut(record, { delivery: { ...delivery, objects } });
      await expectRestored(workload);
      await workload.remove();
      const volume = `${namespace.name}-${workload.name}-checkpoint`;
      await namespace.kubectl.run(['delete', 'persistentvolume', volume, '--wait=false']);
    },
    3 * MINUTES,
  );

  test(
    'from a bucket, from which its init container fetches as the user of the service',
    async () => {
      const workload = new Workload(namespace, 'from-bucket');
      const prefix = `copies/${record.service}/${record.release}`;
      const delivery = bucketDelivery({
        ...{ bucket: server.bucket, prefix, region: OBJECT_CREDENTIALS.AWS_REGION, packed: packed() },
      });
      const env = { ...OBJECT_CREDENTIALS, AWS_ENDPOINT_URL_S3: server.endpoint };
      await workload.rollOut(record, { delivery, change: (object) => fetchingWith(object, env) });
      await expectRestored(workload);
      const pod = await workload.pod();
      expect(pod.spec).toMatchObject({ hostUsers: false });
      const said = await namespace.run(['logs', pod.metadata?.name ?? '', '--container', 'fetch']);
      expect(findFetchReport(said.stdout)).toMatchObject({
        source: `s3://${server.bucket}/${prefix}`,
      });
      await workload.remove();
    },
    3 * MINUTES,
  );

  test(
    'from what its node has unpacked, and from the bucket before that',
    async () => {
      const workload = new Workload(namespace, 'from-node');
      const delivery = nodeLocalDelivery({
        ...{ bucket: server.bucket, prefix: `copies/${record.service}/${record.release}`, packed: packed(), record },
        ...{ region: OBJECT_CREDENTIALS.AWS_REGION, name: workload.name, namespace: namespace.name },
      });
      const env = { ...OBJECT_CREDENTIALS, AWS_ENDPOINT_URL_S3: server.endpoint };
      await workload.rollOut(record, { delivery, change: (object) => fetchingWith(object, env) });
      await expectRestored(workload);
      await namespace.run(['rollout', 'status', 'daemonset/from-node-checkpoint', '--timeout=60s']);
      await waitUntil<true>({ timeoutMs: 60_000, intervalMs: 500 }, async () => {
        const { stdout } = await namespace.run(['logs', 'daemonset/from-node-checkpoint']);
        return stdout.includes('"eks-crac":"keep"') ? { found: true } : { seen: stdout };
      });
      const first = (await workload.pod()).metadata?.name ?? '';
      await namespace.run(['delete', 'pod', first, '--wait=true']);
      await namespace.run(['rollout', 'status', 'deployment/from-node', '--timeout=90s']);
      await expectRestored(workload);
      const said = await namespace.run(['logs', (await workload.pod()).metadata?.name ?? '', '--container', 'fetch']);
      expect(findFetchReport(said.stdout)).toMatchObject({ source: NODE_FOLDER, bytes: 0 });
      await workload.remove();
    },
    5 * MINUTES,
  );

  test(
    'from no image that the registry does not have: the pod waits, and says for what',
    async () => {
      const workload = new Workload(namespace, 'no-volume');
      const digest = `sha256:${'0'.repeat(64)}`;
      const delivery = volumeDelivery({ repository: record.repository, digest });
      await workload.apply(record, { delivery });
      await waitUntil<true>({ timeoutMs: 60_000, intervalMs: 500 }, async () => {
        const { stdout } = await namespace.run(['get', 'events', '--output', 'jsonpath={.items[*].message}']);
        const said = new RegExp(`${record.repository}@${digest}.* not found`).test(stdout);
        return said ? { found: true } : { seen: stdout.slice(-500) };
      });
      expect((await workload.pod()).status?.phase).toBe('Pending');
      await workload.remove();
    },
    3 * MINUTES,
  );

  test(
    'from no bucket that does not answer: the init container says why, and the service starts cold',
    async () => {
      const workload = new Workload(namespace, 'no-bucket');
      const delivery = bucketDelivery({
        ...{ bucket: 'nowhere', prefix: 'copies/x/v1', region: 'us-east-1', packed: packed() },
      });
      const env = { ...OBJECT_CREDENTIALS, AWS_ENDPOINT_URL_S3: server.endpoint };
      await workload.rollOut(record, { delivery, change: (object) => fetchingWith(object, env) });
      const pod = await workload.pod();
      expect(await namespace.startReport(pod)).toMatchObject({ mode: 'cold', reason: 'no-checkpoint' });
      const said = await namespace.run(['logs', pod.metadata?.name ?? '', '--container', 'fetch']);
      expect(said.stdout).toContain('eks-crac fetch: s3://nowhere/copies/x/v1 is not there; ');
      await workload.remove();
    },
    3 * MINUTES,
  );
});

/** The volume of the driver as a folder of the node; whatever else it says stays. */
function inFolder(object: KubernetesObject, path: string): KubernetesObject {
  if (object.kind !== 'PersistentVolume') return object;
  const volume = structuredClone(object) as PersistentVolume & KubernetesObject;
  if (volume.spec === undefined) throw new Error('the volume has no spec');
  delete volume.spec.csi;
  delete volume.spec.mountOptions;
  volume.spec.hostPath = { path };
  return volume;
}

/** The container that fetches, told where the stand-in is. */
function fetchingWith(object: KubernetesObject, env: Readonly<Record<string, string>>): KubernetesObject {
  if (!['Deployment', 'DaemonSet'].includes(object.kind)) return object;
  const told = structuredClone(object) as (Deployment | DaemonSet) & KubernetesObject;
  const pod = told.spec?.template.spec;
  const all = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
  const fetching = all.find(({ name }) => ['fetch', 'keep'].includes(name));
  if (fetching === undefined) throw new Error('the workload fetches nothing');
  const others = (fetching.env ?? []).filter(({ name }) => !(name in env));
  fetching.env = [...others, ...Object.entries(env).map(([name, value]) => ({ name, value }))];
  return told;
}
