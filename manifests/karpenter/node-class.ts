import type { KubernetesObject } from '../kubernetes-object';
import { requireWhole } from '../whole-number';

/** How nodes are made: https://karpenter.sh/docs/concepts/nodeclasses/ */
export interface NodeClassOptions {
  readonly name: string;
  /** Pins the machine image; a new one means a new kernel, so checkpoints are captured again first. */
  readonly amiAlias: string;
  /** The name of the nodes' IAM role. */
  readonly role: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** At least 20, the size of the machine image. */
  readonly diskGiB: number;
  /** Throughput of the disk in MiB/s, 125 to 1000; a checkpoint's layer is unpacked onto it. */
  readonly diskThroughput: number;
}

/** An EC2NodeClass of Karpenter. */
export function nodeClass(options: NodeClassOptions): KubernetesObject & { readonly spec: object } {
  const { amiAlias, diskGiB, diskThroughput, name, role, securityGroupId, subnetIds } = options;
  requireWhole('diskGiB', diskGiB, { least: 20, remedy: 'the machine image alone has 20 GiB' });
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
      // One hop: pods do not reach the node's own credentials.
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
