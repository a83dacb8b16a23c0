import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IOpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../manifests';
import type { CpuClass } from '../engines';
import type { AwaitedValue } from './awaited-value';
import type { ClusterAddOns } from './cluster-add-ons';

/**
 * What a workload needs of its cluster. `CheckpointCluster` implements it; `RestoreCluster.fromCluster()` wraps an
 * existing cluster.
 */
export interface IRestoreCluster extends IConnectable {
  /** The name of the cluster in EKS, used in Pod Identity associations. */
  readonly clusterName: string;

  /**
   * The VPC of the nodes.
   *
   * @default - unknown; not checked against the VPC of a store
   */
  readonly vpc?: IVpc;

  /** The CPU classes that have nodes; the nodes carry the label of the class. */
  readonly cpuClasses: readonly CpuClass[];

  /**
   * The identity with which the EFS CSI driver mounts file systems: that of its node pods, not of the workload.
   *
   * @default - the cluster has no EFS CSI driver to which access can be granted
   */
  readonly fileSystemDriver?: IGrantable;

  /**
   * The provider for IAM roles for service accounts.
   *
   * @default - workloads use EKS Pod Identity only
   */
  readonly openIdConnectProvider?: IOpenIdConnectProvider;

  /**
   * The kernel version of the nodes, for example `6.18`.
   *
   * @default - unknown; not checked against the minimum of an engine
   */
  readonly nodeKernel?: string;

  /**
   * The add-ons that workloads may need.
   *
   * @default - unknown; not checked against `ingress` and `autoscaling` of a workload
   */
  readonly addOns?: ClusterAddOns;

  /**
   * Applies Kubernetes objects as part of the stack of `scope`. Objects that are no longer in the list are pruned,
   * except HorizontalPodAutoscalers, PodDisruptionBudgets and ServiceAccounts, which `kubectl apply --prune` ignores:
   * these are deleted only with their own resource.
   */
  apply(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct;

  /** Waits, in a deployment of the stack of `scope`, for a value of an object; without it the stack fails. */
  waitFor(scope: Construct, id: string, value: AwaitedValue): Construct;
}
