import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IOpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../manifests';
import type { CpuClass } from '../engines';

/**
 * What a workload needs of the cluster it runs on. `CheckpointCluster` is one; `RestoreCluster.fromCluster()` makes one of
 * a cluster that exists already.
 */
export interface IRestoreCluster extends IConnectable {
  /** The name of the cluster in EKS; associations of Pod Identity name it. */
  readonly clusterName: string;

  /**
   * The network of the nodes.
   *
   * @default - unknown, and not compared with that of a store
   */
  readonly vpc?: IVpc;

  /** The CPU classes that have nodes, each with the label of the class. */
  readonly cpuClasses: readonly CpuClass[];

  /**
   * The identity with which the EFS CSI driver mounts file systems: its node pods, and not the workload.
   *
   * @default - the cluster has no EFS CSI driver that may be granted anything
   */
  readonly fileSystemDriver?: IGrantable;

  /**
   * The provider for IAM roles for service accounts.
   *
   * @default - workloads use EKS Pod Identity only
   */
  readonly openIdConnectProvider?: IOpenIdConnectProvider;

  /**
   * The Linux of the nodes, for example `6.12`.
   *
   * @default - unknown, and not compared with what an engine needs
   */
  readonly nodeKernel?: string;

  /**
   * Applies Kubernetes objects as part of the stack of `scope`. What is not among them any more is pruned, except
   * HorizontalPodAutoscalers, PodDisruptionBudgets and ServiceAccounts, which `kubectl apply --prune` leaves alone: these
   * end only with their own resource.
   */
  apply(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct;
}
