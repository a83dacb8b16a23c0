import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Connections, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { OpenIdConnectProvider, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, IOpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ReleaseRecord } from '../../../contract';
import type { ClusterAddOns } from '../../../constructs/cluster';
import { CpuClass, Release, RestoredWorkload } from '../../../constructs';
import type { AwaitedValue, IRestoreCluster, RestoredWorkloadProps } from '../../../constructs';
import type { KubernetesObject } from '../../../manifests';
import { RECORD } from '../unit-release-record';
import { ACCOUNT, REGION } from './iam';

/** A stand-in for a cluster: it keeps the objects, and puts them into the template as a resource of its own. */
export class StandInCluster implements IRestoreCluster {
  public readonly clusterName: string = 'shop-cluster';
  public cpuClasses: readonly CpuClass[] = [CpuClass.m7a()];
  public openIdConnectProvider?: IOpenIdConnectProvider;
  public fileSystemDriver?: IGrantable;
  public nodeKernel?: string;
  public addOns?: ClusterAddOns;
  public readonly applied: KubernetesObject[] = [];
  public readonly connections: Connections;
  public readonly vpc: Vpc;

  public constructor(scope: Construct) {
    this.vpc = new Vpc(scope, 'Vpc', { availabilityZones: [`${REGION}a`], natGateways: 0 });
    this.connections = new Connections({ securityGroups: [new SecurityGroup(scope, 'Nodes', { vpc: this.vpc })] });
  }

  public withProvider(scope: Construct): this {
    this.openIdConnectProvider = OpenIdConnectProvider.fromOpenIdConnectProviderArn(
      scope,
      'Provider',
      `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example/id/A`,
    );
    return this;
  }

  public withDriver(scope: Construct): this {
    this.fileSystemDriver = new Role(scope, 'Driver', { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com') });
    return this;
  }

  public waitFor(scope: Construct, id: string, { timeout, ...value }: AwaitedValue): Construct {
    const properties = { ...value, seconds: timeout.toSeconds() };
    return new CfnResource(scope, id, { type: 'StandIn::Kubernetes::Wait', properties });
  }

  public apply(scope: Construct, id: string, objects: readonly KubernetesObject[]): Construct {
    this.applied.push(...objects);
    return new CfnResource(scope, id, {
      type: 'StandIn::Kubernetes::Objects',
      properties: { Manifest: Stack.of(scope).toJsonString(objects) },
    });
  }
}

export interface RecordChanges {
  readonly engine?: ReleaseRecord['engine']['type'];
  readonly cpuClass?: string;
  readonly environment?: readonly string[];
  readonly stores?: ReleaseRecord['stores'];
}

export function releaseOf({
  stores,
  cpuClass = 'm7a',
  engine = 'criu',
  environment = [],
}: RecordChanges = {}): Release {
  return Release.fromRecord({
    ...RECORD,
    engine: { type: engine, version: '1' },
    pod: { ...RECORD.pod, environment: [...environment] },
    host: { ...RECORD.host, cpuClass },
    stores: stores ?? RECORD.stores,
  });
}

/** A stack with a cluster, and workloads on it. */
export function workloadScene() {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const cluster = new StandInCluster(stack);
  const add = (props: Partial<RestoredWorkloadProps> = {}, id = 'Workload', scope: Construct = stack) =>
    new RestoredWorkload(scope, id, { cluster, release: releaseOf(), ...props });
  return { app, stack, cluster, add };
}
