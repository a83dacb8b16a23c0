import type { InstanceType, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { EndpointAccess, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CpuClass } from '../engines';
import type { ClusterAddOns } from './cluster-add-ons';
import type { NodePoolProps } from './node-pools';

/** Properties of a new cluster. */
export interface CheckpointClusterProps {
  /** The VPC of the cluster and its nodes; both use its private subnets, which need internet access. */
  readonly vpc: IVpc;

  /** The CPU class of the nodes that Karpenter creates. */
  readonly cpuClass: CpuClass;

  /**
   * Further CPU classes, each with a separate NodePool.
   *
   * @default []
   */
  readonly moreCpuClasses?: readonly CpuClass[];

  /**
   * Options of the nodes.
   *
   * @default - on-demand nodes of all families of the class
   */
  readonly nodes?: NodePoolProps;

  /**
   * The instance type of the two to three nodes that run Karpenter and the other add-ons.
   *
   * @default - m7g.large for CPU classes of arm64, m7i.large for others
   */
  readonly systemInstanceType?: InstanceType;

  /**
   * The Kubernetes version; one whose add-ons are pinned: 1.35, 1.36. EKS upgrades the cluster when the standard support
   * of its version ends, instead of billing extended support.
   *
   * @default KubernetesVersion.of('1.36')
   */
  readonly version?: KubernetesVersion;

  /**
   * The name of the cluster, up to 63 characters.
   *
   * @default - derived from the construct's path
   */
  readonly clusterName?: string;

  /**
   * Where the API server can be reached from. With public access, restrict the addresses:
   * `PUBLIC_AND_PRIVATE.onlyFrom(…)`.
   *
   * @default EndpointAccess.PRIVATE
   */
  readonly endpointAccess?: EndpointAccess;

  /**
   * The role that administers the cluster.
   *
   * @default - a new role, which principals of this account can assume if their own policies allow it
   */
  readonly adminRole?: IRole;

  /**
   * The add-ons besides those without which no pod starts.
   *
   * @default - the EFS CSI driver, the AWS Load Balancer Controller, the metrics server and the log collector
   */
  readonly addOns?: ClusterAddOns;

  /**
   * How long the logs of the control plane, of pods, and of the functions that apply manifests, are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}
