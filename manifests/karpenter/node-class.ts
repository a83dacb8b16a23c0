import type { KubernetesObject } from '../kubernetes-object';
import { nodeDisk } from './disk';
import type { NodeDisk } from './disk';
import { pullUserData } from './image-pull';
import { requireFreeTags } from './tags';

/** How nodes are created: https://karpenter.sh/docs/concepts/nodeclasses/ */
export interface NodeClassOptions extends NodeDisk {
  /** The name of the EC2NodeClass. */
  readonly name: string;
  /** The pinned machine image; a new one means a new kernel, so capture again first. */
  readonly amiAlias: string;
  /** The name of the nodes' IAM role. */
  readonly role: string;
  /** The subnets of the nodes. */
  readonly subnetIds: readonly string[];
  /** The security group of the nodes. */
  readonly securityGroupId: string;

  /**
   * Whether nodes fetch and unpack the layers of an image at the same time, by a feature of the machine image that AWS
   * calls experimental; needs `diskThroughput` of at least 600.
   *
   * @default false
   */
  readonly parallelPull?: boolean;

  /**
   * Tags of the instances, disks and network interfaces; none that Karpenter sets itself.
   *
   * @default - those of Karpenter only
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Returns a Karpenter EC2NodeClass. */
export function nodeClass(options: NodeClassOptions): KubernetesObject & { readonly spec: object } {
  const { amiAlias, name, parallelPull = false, role, securityGroupId, subnetIds, tags } = options;
  if (tags !== undefined) requireFreeTags(tags);
  return {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name },
    spec: {
      role,
      amiSelectorTerms: [{ alias: amiAlias }],
      subnetSelectorTerms: subnetIds.map((id) => ({ id })),
      securityGroupSelectorTerms: [{ id: securityGroupId }],
      // One hop: pods cannot reach the node's credentials.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [nodeDisk(options)],
      ...pullUserData(parallelPull, options),
      ...(tags === undefined ? {} : { tags }),
    },
  };
}
