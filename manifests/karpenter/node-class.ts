import type { KubernetesObject } from '../kubernetes-object';
import { mebibytesOf } from '../units';
import type { ISize } from '../units';
import { requireWhole } from '../whole-number';

/** How nodes are created: https://karpenter.sh/docs/concepts/nodeclasses/ */
export interface NodeClassOptions {
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
  /** The size of the disk: whole GiB, at least 20, the size of the machine image. */
  readonly diskSize: ISize;
  /** The throughput of the disk in MiB/s, 125 to 1000; a checkpoint's layer is unpacked onto it. */
  readonly diskThroughput: number;
}

/** Returns a Karpenter EC2NodeClass. */
export function nodeClass(options: NodeClassOptions): KubernetesObject & { readonly spec: object } {
  const { amiAlias, diskSize, diskThroughput, name, role, securityGroupId, subnetIds } = options;
  const diskGiB = mebibytesOf(diskSize) / 1024;
  requireWhole('diskSize', diskGiB, { least: 20, unit: 'GiB', remedy: 'the machine image alone has 20' });
  requireWhole('diskThroughput', diskThroughput, { least: 125, most: 1000, remedy: 'write MiB/s of a gp3 volume' });
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
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            volumeSize: `${diskGiB}Gi`,
            volumeType: 'gp3',
            throughput: diskThroughput,
            encrypted: true,
            deleteOnTermination: true,
          },
        },
      ],
    },
  };
}
