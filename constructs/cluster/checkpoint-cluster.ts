import {
  DirectVpcProvider,
  EksBlueprintConstruct,
  GenericClusterProviderV2,
  GlobalResources,
} from '@aws-quickstart/eks-blueprints';
import type { ClusterInfo, ResourceProvider } from '@aws-quickstart/eks-blueprints';
import { Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ClusterLoggingTypes, KubernetesVersion as BlueprintVersion } from 'aws-cdk-lib/aws-eks';
import {
  DefaultCapacityType,
  EndpointAccess,
  KubernetesManifest,
  KubernetesObjectValue,
  ServiceAccount,
} from 'aws-cdk-lib/aws-eks-v2';
import type { ICluster, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, IOpenIdConnectProvider, IRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../../manifests';
import type { PinnedVersions } from '../../manifests/cluster/pinned-versions';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';
import { addOns, installBucketDriver } from './add-ons';
import { objectValueProps, waitAgainAt } from './awaited-value';
import type { AwaitedValue } from './awaited-value';
import type { CheckpointClusterProps } from './checkpoint-cluster-props';
import type { ClusterAddOns } from './cluster-add-ons';
import { deleteContentFirst } from './deletion-order';
import { grantDiskKey } from './disk-key';
import { acceptClusterFindings } from './findings';
import { DEFAULT_VERSION, pinnedVersions } from './kubernetes-versions';
import { collectPodLogs } from './log-collector';
import { controlPlaneLogs, functionLogs } from './logs';
import { AMI_ALIAS, cpuClassNodes, nodesOf } from './node-pools';
import { repairInterruption } from './repairs';
import type { IRestoreCluster } from './restore-cluster';
import { requireStandardSupport } from './support-policy';
import { systemNodes } from './system-nodes';

/**
 * An EKS cluster for workloads that restore from a checkpoint.
 *
 * Creates the control plane with encrypted secrets and all of its logs, a small node group for the add-ons, Karpenter
 * with one NodePool for each CPU class, the EKS Pod Identity agent and, unless switched off, the EFS CSI driver, the AWS
 * Load Balancer Controller, the metrics server and a collector of pods' logs. AWS bills the control plane, two to three system nodes, and the nodes that
 * Karpenter adds.
 */
export class CheckpointCluster extends Construct implements IRestoreCluster {
  /** The underlying cluster, for add-ons and manifests of your own. */
  public readonly cluster: ICluster;
  /** The name of the cluster. */
  public readonly clusterName: string;
  /** The connections of the nodes and of the API server's private endpoint. */
  public readonly connections: Connections;
  /** The VPC of the nodes. */
  public readonly vpc: IVpc;
  /** The CPU classes that have a NodePool. */
  public readonly cpuClasses: readonly CpuClass[];
  /** The identity with which the EFS CSI driver mounts file systems; undefined without the driver. */
  public readonly fileSystemDriver?: IGrantable;
  /** The add-ons that it has. */
  public readonly addOns: ClusterAddOns;
  /** The provider for IAM roles for service accounts. */
  public readonly openIdConnectProvider: IOpenIdConnectProvider;
  /** The logs of its pods; undefined without the log collector. */
  public readonly podLogs?: ILogGroup;
  /** The role that administers the cluster. */
  public readonly adminRole: IRole;
  /** The kernel of the nodes; known only for the pinned machine image. */
  public readonly nodeKernel?: string;

  public constructor(scope: Construct, id: string, props: CheckpointClusterProps) {
    super(scope, id);
    const version = props.version ?? DEFAULT_VERSION;
    this.cpuClasses = [props.cpuClass, ...(props.moreCpuClasses ?? [])];
    this.validateEnvironment();
    this.validateClasses();
    this.validateAlone();
    this.vpc = props.vpc;
    this.addOns = props.addOns ?? {};
    this.adminRole = props.adminRole ?? this.createAdminRole();
    const pinned = pinnedVersions(this, version);
    this.nodeKernel = (props.nodes?.amiAlias ?? AMI_ALIAS) === AMI_ALIAS ? pinned.kernel : undefined;
    const logRetention = props.logRetention ?? RetentionDays.ONE_MONTH;
    const name = props.clusterName ?? Names.uniqueResourceName(this, { maxLength: 63, separator: '-' });
    this.cluster = this.requireCluster(this.createBlueprint(props, version, pinned, name));
    this.cluster.node.addDependency(controlPlaneLogs(this, name, logRetention));
    requireStandardSupport(this.cluster);
    this.clusterName = this.cluster.clusterName;
    this.connections = new Connections({ securityGroups: [this.cluster.clusterSecurityGroup] });
    // The node pods of the driver, which mount, use the account of its controller.
    this.fileSystemDriver = this.addOns.fileSystemDriver === false ? undefined : this.roleOf('efs-csi-controller-sa');
    this.openIdConnectProvider = this.cluster.openIdConnectProvider;
    repairInterruption(this);
    if (this.addOns.bucketDriver === true) installBucketDriver(this.cluster);
    if (this.addOns.logCollector !== false) this.podLogs = collectPodLogs(this, this.cluster, name, logRetention);
    this.createNodePools(props);
    functionLogs(this, this.cluster, logRetention);
    deleteContentFirst(this.cluster);
    acceptClusterFindings(this, this.cluster, this.addOns);
  }

  public apply(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct {
    const manifest = objects.map((object) => ({ ...object }));
    return new KubernetesManifest(scope, id, { cluster: this.cluster, manifest, prune: true });
  }

  public waitFor(scope: Construct, id: string, value: AwaitedValue): Construct {
    return waitAgainAt(
      new KubernetesObjectValue(scope, id, { cluster: this.cluster, ...objectValueProps(value) }),
      value,
    );
  }

  private validateEnvironment(): void {
    const { account, region } = Stack.of(this);
    if (!Token.isUnresolved(account) && !Token.isUnresolved(region)) return;
    throw new UsageError(
      'invalid-prop',
      'the stack of a CheckpointCluster needs a concrete `env`, account and region: add-ons name images by region; pass `env: { account, region }` to the stack',
      this,
    );
  }

  private validateClasses(): void {
    const names = this.cpuClasses.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) return;
    throw new UsageError(
      'invalid-prop',
      `\`moreCpuClasses\` must differ from each other and from \`cpuClass\`, got twice: ${JSON.stringify(twice)}`,
      this,
    );
  }

  /** Rejects a second cluster in a stack: the add-ons' resources have fixed names. */
  private validateAlone(): void {
    const other = Stack.of(this)
      .node.findAll()
      .find((node) => node instanceof CheckpointCluster && node !== this);
    if (other === undefined) return;
    throw new UsageError(
      'conflicting-props',
      `a stack holds one CheckpointCluster, and ${other.node.path} is in it already; make a stack for each`,
      this,
    );
  }

  private createAdminRole(): IRole {
    return new Role(this, 'AdminRole', {
      assumedBy: new AccountPrincipal(Stack.of(this).account),
      description: 'administers the Kubernetes cluster',
    });
  }

  /**
   * Builds the blueprint. With every version pinned nothing in it is asynchronous: its template is complete when the
   * constructor returns.
   */
  private createBlueprint(
    props: CheckpointClusterProps,
    version: KubernetesVersion,
    pinned: PinnedVersions,
    clusterName: string,
  ): ClusterInfo {
    // Without the cluster it decrypts nothing.
    const key = new Key(this, 'SecretsKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    const resourceProviders = new Map<string, ResourceProvider>([
      [GlobalResources.Vpc, new DirectVpcProvider(props.vpc)],
      [GlobalResources.KmsKey, { provide: (): IKey => key }],
    ]);
    const blueprint = new EksBlueprintConstruct(this, {
      id: 'Blueprint',
      addOns: addOns(pinned, this.addOns),
      clusterProvider: this.createProvider(props, version, clusterName),
      enableControlPlaneLogTypes: Object.values(ClusterLoggingTypes),
      resourceProviders,
      version: BlueprintVersion.of(version.version),
    });
    return blueprint.getClusterInfo();
  }

  private createProvider(
    props: CheckpointClusterProps,
    version: KubernetesVersion,
    clusterName: string,
  ): GenericClusterProviderV2 {
    return new GenericClusterProviderV2({
      clusterName,
      defaultCapacityType: DefaultCapacityType.NODEGROUP,
      endpointAccess: props.endpointAccess ?? EndpointAccess.PRIVATE,
      managedNodeGroups: [systemNodes(props.cpuClass, props.systemInstanceType)],
      mastersRole: this.adminRole,
      version,
      vpcSubnets: [{ subnets: props.vpc.privateSubnets }],
    });
  }

  private requireCluster({ clusterv2 }: ClusterInfo): ICluster {
    if (clusterv2 !== undefined) return clusterv2;
    throw new TypeError('the blueprint made no cluster of aws-eks-v2');
  }

  /** Returns the role of an add-on's service account. */
  private roleOf(id: string): IGrantable {
    const account = this.cluster.node.findChild(id);
    if (account instanceof ServiceAccount) return account.role;
    throw new TypeError(`${account.node.path} is no service account`);
  }

  /** Karpenter must run before its objects are created, and for as long as they exist. */
  private createNodePools({ nodes = {}, vpc }: CheckpointClusterProps): void {
    const role = this.cluster.node.findChild('karpenter-node-role');
    if (!(role instanceof Role)) throw new TypeError(`${role.node.path} is no role`);
    const network = {
      role: role.roleName,
      subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      securityGroupId: this.cluster.clusterSecurityGroupId,
      tagged: this.node.findChild('SecretsKey').node.defaultChild ?? this,
    };
    if (nodes.diskKey !== undefined) grantDiskKey(this, nodes.diskKey, this.roleOf('blueprints-addon-karpenter-sa'));
    for (const cpuClass of this.cpuClasses) {
      const manifest = this.apply(
        this,
        `Nodes-${cpuClass.name}`,
        cpuClassNodes(this, cpuClass, nodesOf(cpuClass, this.cpuClasses, nodes), network),
      );
      manifest.node.addDependency(this.cluster.node.findChild('chart-karpenter'));
    }
  }
}
