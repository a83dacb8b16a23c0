import { RemovalPolicy } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { Cache, CfnProject, LocalCacheMode, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import type { BuildPlace } from './build-place';
import type { BuildRole } from './build-role';
import type { CaptureHost } from './capture-host';
import { BUILD_MINUTES } from './codebuild-limits';
import { RuntimeLayer } from './runtime-layer';
import { stageBuildSpec } from './stage-build-spec';
import type { StageAssets } from './stage-build-spec';
import { StageBundle } from './stage-bundle';
import type { StageInput } from './stage-command';

export interface CheckpointProjectProps {
  readonly place: BuildPlace;
  readonly role: BuildRole;
  readonly input: StageInput;
  readonly encryptionKey: IKey;
  readonly logRetention: RetentionDays;
  readonly timeout: Duration;
  /** @default - Docker's layers, where a host outlives the build and Docker is inside it */
  readonly cache?: Cache;
}

/**
 * The CodeBuild project that runs the stage. It is the only privileged container: building images, and giving the JVM's
 * container what its engine needs, requires Docker inside the build.
 */
export class CheckpointProject extends Construct {
  public readonly project: IProject;
  public readonly logGroup: ILogGroup;

  public constructor(scope: Construct, id: string, props: CheckpointProjectProps) {
    super(scope, id);
    this.validateTimeout(props.timeout);
    const { encryptionKey, logRetention: retention } = props;
    const removalPolicy = RemovalPolicy.DESTROY;
    this.logGroup = new LogGroup(this, 'Logs', { encryptionKey, retention, removalPolicy });
    const bundle = new Asset(this, 'Stage', { path: StageBundle.ofPackage().path });
    const runtime = RuntimeLayer.ofPackage(props.place.cpuClass.architecture);
    const layer = runtime.asset(this, 'RuntimeLayer');
    props.role.grantLogs(this.logGroup);
    for (const asset of [bundle, layer]) props.role.grantBundle(asset);
    this.project = this.createProject(props, { bundle, layer, layerFolder: runtime.folder });
  }

  private createProject(
    { cache, encryptionKey, input, place, role, timeout }: CheckpointProjectProps,
    assets: StageAssets,
  ): IProject {
    const project = new PipelineProject(this, 'Project', {
      role: role.fixed,
      environment: { ...place.environment, privileged: true },
      buildSpec: stageBuildSpec(this, place.host, assets, { ...input, machineImage: place.machineImage }),
      cache: cache ?? defaultCache(place.host),
      encryptionKey,
      logging: { cloudWatch: { logGroup: this.logGroup } },
      timeout,
      // Two concurrent builds would compete for CPU during their warm-up. Release numbers are claimed under a lock in
      // any case.
      concurrentBuildLimit: 1,
      grantReportGroupPermissions: false,
    });
    if (place.onDemand !== undefined) this.setOnDemand(project, place.onDemand);
    // The pipeline starts as soon as it exists.
    project.node.addDependency(role.role);
    return project;
  }

  /**
   * This version of the CDK has no property for the kernel, and with a VPC it would make a second policy for the role.
   */
  private setOnDemand(project: PipelineProject, { hostKernel, network }: NonNullable<BuildPlace['onDemand']>): void {
    const resource = project.node.defaultChild;
    if (!(resource instanceof CfnProject)) throw new TypeError('the project has no resource');
    resource.addPropertyOverride('Environment.HostKernel', hostKernel);
    resource.vpcConfig = network;
  }

  private validateTimeout(timeout: Duration): void {
    if (timeout.isUnresolved()) return;
    const minutes = timeout.toMinutes({ integral: false });
    if (Number.isInteger(minutes) && minutes >= BUILD_MINUTES.least && minutes <= BUILD_MINUTES.most) return;
    throw new UsageError(
      'invalid-prop',
      `\`timeout\` must be between ${BUILD_MINUTES.least} and ${BUILD_MINUTES.most} whole minutes, got: ${timeout.toHumanString()}`,
      this,
    );
  }
}

/** The Docker of an instance keeps its layers anyway, and hosts on demand are new ones. */
function defaultCache(host: CaptureHost): Cache {
  return host._isContainer && host._isLasting ? Cache.local(LocalCacheMode.DOCKER_LAYER) : Cache.none();
}
