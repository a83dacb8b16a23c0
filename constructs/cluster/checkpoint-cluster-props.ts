import type { InstanceType, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { EndpointAccess, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CpuClass } from '../engines';
import type { NodePoolProps } from './node-pools';

/** What a new cluster is made of. */
export interface CheckpointClusterProps {
  /** The network of the cluster and its nodes; both are in its private subnets, which need a way out. */
  readonly vpc: IVpc;

  /** The nodes that Karpenter makes for releases of this class. */
  readonly cpuClass: CpuClass;

  /**
   * Further classes, each with a NodePool of its own.
   *
   * @default []
   */
  readonly moreCpuClasses?: readonly CpuClass[];

  /**
   * What may be chosen of the nodes.
   *
   * @default - on-demand nodes of all families of the class
   */
  readonly nodes?: NodePoolProps;

  /**
   * The type of the two to three nodes on which Karpenter and the other add-ons run.
   *
   * @default - m7g.large for CPU classes of arm64, m7i.large for others
   */
  readonly systemInstanceType?: InstanceType;

  /**
   * One of the versions whose add-ons are pinned: 1.34, 1.35.
   *
   * @default KubernetesVersion.V1_35
   */
  readonly version?: KubernetesVersion;

  /**
   * The name of the cluster, up to 63 characters.
   *
   * @default - made of the construct's path
   */
  readonly clusterName?: string;

  /**
   * From where the API server can be reached. With public access, name the addresses: `PUBLIC_AND_PRIVATE.onlyFrom(…)`.
   *
   * @default EndpointAccess.PRIVATE
   */
  readonly endpointAccess?: EndpointAccess;

  /**
   * Who administers the cluster.
   *
   * @default - a new role, for principals of this account whose own policies let them assume it
   */
  readonly adminRole?: IRole;
}
