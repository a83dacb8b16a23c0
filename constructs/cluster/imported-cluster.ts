import {
  FargateCluster as FargateClusterV1,
  KubernetesManifest as KubernetesManifestV1,
  KubernetesObjectValue as KubernetesObjectValueV1,
} from 'aws-cdk-lib/aws-eks';
import type { ICluster as IClusterV1 } from 'aws-cdk-lib/aws-eks';
import { FargateCluster, KubernetesManifest, KubernetesObjectValue } from 'aws-cdk-lib/aws-eks-v2';
import type { ICluster } from 'aws-cdk-lib/aws-eks-v2';
import type { Connections, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IOpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../manifests';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';
import { objectValueProps, waitAgainAt } from './awaited-value';
import type { AwaitedValue } from './awaited-value';
import type { IRestoreCluster } from './restore-cluster';

/** Properties of an existing cluster. */
export interface RestoreClusterOptions {
  /** The CPU classes that have nodes; the nodes need the labels in `CpuClass.nodeLabels`. */
  readonly cpuClasses: readonly CpuClass[];

  /**
   * The VPC of the nodes.
   *
   * @default - unknown; not checked against the VPC of a store
   */
  readonly vpc?: IVpc;

  /**
   * The identity of the EFS CSI driver's node pods.
   *
   * @default - stores on EFS cannot be used
   */
  readonly fileSystemDriver?: IGrantable;

  /**
   * The provider for IAM roles for service accounts.
   *
   * @default - EKS Pod Identity only
   */
  readonly openIdConnectProvider?: IOpenIdConnectProvider;
}

type Apply = (scope: Construct, id: string, manifest: Record<string, unknown>[]) => Construct;
type Wait = (scope: Construct, id: string, value: AwaitedValue) => Construct;

/** An existing cluster for workloads. */
export class RestoreCluster implements IRestoreCluster {
  /** Wraps a cluster of `aws-cdk-lib/aws-eks-v2`. */
  public static fromCluster(cluster: ICluster, options: RestoreClusterOptions): RestoreCluster {
    refuseFargate(cluster instanceof FargateCluster, cluster.node.path);
    return new RestoreCluster(
      cluster,
      options,
      (scope, id, manifest) => new KubernetesManifest(scope, id, { cluster, manifest, prune: true }),
      (scope, id, value) => new KubernetesObjectValue(scope, id, { cluster, ...objectValueProps(value) }),
    );
  }

  /** Wraps a cluster of `aws-cdk-lib/aws-eks`. */
  public static fromClusterV1(cluster: IClusterV1, options: RestoreClusterOptions): RestoreCluster {
    refuseFargate(cluster instanceof FargateClusterV1, cluster.node.path);
    return new RestoreCluster(
      cluster,
      options,
      (scope, id, manifest) => new KubernetesManifestV1(scope, id, { cluster, manifest, prune: true }),
      (scope, id, value) => new KubernetesObjectValueV1(scope, id, { cluster, ...objectValueProps(value) }),
    );
  }

  public readonly clusterName: string;
  public readonly connections: Connections;
  public readonly cpuClasses: readonly CpuClass[];
  public readonly vpc?: IVpc;
  public readonly fileSystemDriver?: IGrantable;
  public readonly openIdConnectProvider?: IOpenIdConnectProvider;

  private constructor(
    cluster: { readonly clusterName: string; readonly connections: Connections },
    options: RestoreClusterOptions,
    private readonly applyTo: Apply,
    private readonly waitOn: Wait,
  ) {
    validateClasses(options.cpuClasses);
    this.clusterName = cluster.clusterName;
    this.connections = cluster.connections;
    this.cpuClasses = [...options.cpuClasses];
    this.vpc = options.vpc;
    this.fileSystemDriver = options.fileSystemDriver;
    this.openIdConnectProvider = options.openIdConnectProvider;
  }

  public apply(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct {
    return this.applyTo(
      scope,
      id,
      objects.map((object) => ({ ...object })),
    );
  }

  public waitFor(scope: Construct, id: string, value: AwaitedValue): Construct {
    return waitAgainAt(this.waitOn(scope, id, value), value);
  }
}

function validateClasses(classes: readonly CpuClass[]): void {
  if (classes.length > 0) return;
  throw new UsageError('invalid-prop', '`cpuClasses` must have at least 1 entry, got: []');
}

/** Rejects Fargate: its CPUs cannot be chosen, and it runs neither the EFS CSI driver nor the Pod Identity agent. */
function refuseFargate(isFargate: boolean, path: string): void {
  if (!isFargate) return;
  throw new UsageError(
    'invalid-prop',
    `\`cluster\` must have nodes of a CPU class, and ${path} runs its pods on Fargate, where the CPU cannot be chosen; give it a node group or Karpenter, or use another cluster`,
  );
}
