import type { DaemonSet } from 'kubernetes-types/apps/v1';
import type { EnvVar } from 'kubernetes-types/core/v1';
import { keepCommand, NODE_FOLDER, VARIABLES } from '../../contract';
import type { PackReference, ReleaseRecord } from '../../contract';
import { NODE_VOLUME } from '../delivery';
import type { CheckpointDelivery } from '../delivery';
import type { KubernetesObject } from '../kubernetes-object';
import { plainSecurityContext } from '../workload/security-context';
import { recordedDeployment } from '../workload/deployed-release';
import type { DeployedRelease } from '../workload/deployed-release';
import { nodesOf } from '../workload/nodes';
import { nodeVolume } from '../workload/volumes';
import { bucketDelivery } from './bucket-delivery';
import type { UnpackOptions } from './unpack-volume';

/** A stored checkpoint in a bucket that each node unpacks once. */
export interface NodeLocalCheckpoint extends UnpackOptions {
  /** The name of the bucket. */
  readonly bucket: string;
  /** The prefix of the object names, without a slash at its end. */
  readonly prefix: string;
  /** The region of the bucket. */
  readonly region: string;
  /** The pack, as the release record describes it. */
  readonly packed: PackReference;
  /**
   * Further variables of the programs that fetch, for example the address of a server that is not AWS's.
   *
   * @default []
   */
  readonly env?: readonly EnvVar[];
  /** The release, or the first one of a workload that moves from one to the next. */
  readonly record: ReleaseRecord;
  /**
   * What differs from release to release.
   *
   * @default - the values of the record
   */
  readonly deployed?: DeployedRelease;
  /** The name of the workload; the DaemonSet is named after it. */
  readonly name: string;
  /** The namespace of the workload. */
  readonly namespace: string;
}

const KEPT = '/var/lib/eks-crac';
/** Pods wait for none of it: the most that the program takes, so that a slow node does not begin again and again. */
const FETCH_SECONDS = 3600;
/** Unpacking takes about 35 MB, and its page cache what there is. */
const MEMORY = '256Mi';

/**
 * Returns a delivery in which a DaemonSet unpacks the checkpoint into a folder of each node that can restore it. Pods mount
 * the folder read-only and map the same pages of it; where it is not whole, their init container fetches from the bucket.
 */
export function nodeLocalDelivery(stored: NodeLocalCheckpoint): CheckpointDelivery {
  const deployed = stored.deployed ?? recordedDeployment(stored.record);
  // One of all releases, below which each has its pack: the DaemonSet removes what others have left.
  const nodeFolder = `${KEPT}/${stored.namespace}/${stored.name}`;
  const fromBucket = bucketDelivery(stored);
  const { fetch } = fromBucket;
  if (fetch === undefined) throw new TypeError('a bucket is fetched from');
  return {
    ...fromBucket,
    nodeFolder,
    fetch: { ...fetch, env: [...(fetch.env ?? []), { name: VARIABLES.node, value: NODE_FOLDER }] },
    objects: [daemonSet(stored, deployed, nodeFolder)],
  };
}

function daemonSet(
  stored: NodeLocalCheckpoint,
  deployed: DeployedRelease,
  nodeFolder: string,
): DaemonSet & KubernetesObject {
  const { name, namespace, record } = stored;
  const labels = { 'app.kubernetes.io/name': `${name}-checkpoint`, 'app.kubernetes.io/managed-by': 'eks-crac' };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: `${name}-checkpoint`, namespace, labels },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': `${name}-checkpoint` } },
      template: {
        metadata: { labels: { ...labels, 'app.kubernetes.io/version': deployed.name } },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          // The pods' own identity reads the bucket.
          serviceAccountName: name,
          ...nodesOf(record),
          // Wherever a pod of the workload may run.
          tolerations: [{ operator: 'Exists' }],
          containers: [keeper(stored, deployed)],
          volumes: [nodeVolume(nodeFolder)],
        },
      },
    },
  };
}

/** The folder of a node belongs to root, which needs no capability to write it. */
function keeper({ bucket, env = [], packed, prefix, record, region }: NodeLocalCheckpoint, deployed: DeployedRelease) {
  const { cpu, memoryMiB } = record.pod;
  return {
    name: 'keep',
    image: `${record.repository}@${deployed.serviceDigest}`,
    imagePullPolicy: 'IfNotPresent',
    command: keepCommand(`s3://${bucket}/${prefix}`, NODE_FOLDER, packed),
    env: [
      { name: 'AWS_REGION', value: region },
      { name: VARIABLES.fetchSeconds, value: String(FETCH_SECONDS) },
      ...env,
    ],
    resources: { requests: { cpu: '10m', memory: MEMORY }, limits: { memory: MEMORY } },
    securityContext: plainSecurityContext({
      ...{ user: { uid: 0, gid: 0 }, limits: { cpu, memoryMiB }, readOnlyRoot: true, volumes: [] },
      ...{ capabilities: [], seccomp: 'RuntimeDefault', allowPrivilegeEscalation: false },
    }),
    volumeMounts: [{ name: NODE_VOLUME, mountPath: NODE_FOLDER }],
  };
}
