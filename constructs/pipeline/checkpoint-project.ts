import type { Duration } from 'aws-cdk-lib';
import { CfnProject, ComputeType, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors';
import type { BuildRole } from './build-role';
import type { CaptureFleet } from './capture-fleet';
import { HOST_KERNEL } from './capture-host';
import { RuntimeLayer } from './runtime-layer';
import { stageBuildSpec } from './stage-build-spec';
import type { StageAssets } from './stage-build-spec';
import { StageBundle } from './stage-bundle';
import type { StageInput } from './stage-command';

export interface CheckpointProjectProps {
  readonly fleet: CaptureFleet;
  readonly role: BuildRole;
  readonly input: StageInput;
  readonly encryptionKey: IKey;
  readonly logRetention: RetentionDays;
  readonly timeout: Duration;
}

// CodeBuild's minimum is 5 minutes; CodePipeline cancels an action after 8 hours.
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 480;

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
    this.logGroup = new LogGroup(this, 'Logs', { encryptionKey, retention });
    const bundle = new Asset(this, 'Stage', { path: StageBundle.ofPackage().path });
    const runtime = RuntimeLayer.ofPackage(props.fleet.cpuClass.architecture);
    const layer = runtime.asset(this, 'RuntimeLayer');
    props.role.grantLogs(this.logGroup);
    for (const asset of [bundle, layer]) props.role.grantBundle(asset);
    this.project = this.createProject(props, { bundle, layer, layerFolder: runtime.folder });
  }

  private createProject(
    { encryptionKey, fleet, input, role, timeout }: CheckpointProjectProps,
    assets: StageAssets,
  ): IProject {
    const project = new PipelineProject(this, 'Project', {
      role: role.fixed,
      environment: {
        buildImage: fleet.buildImage,
        computeType: ComputeType.CUSTOM_INSTANCE_TYPE,
        fleet: fleet.fleet,
        privileged: true,
      },
      buildSpec: stageBuildSpec(this, assets, input),
      encryptionKey,
      logging: { cloudWatch: { logGroup: this.logGroup } },
      timeout,
      // Two concurrent builds would compete for CPU during their warm-up. Release numbers are claimed under a lock in
      // any case.
      concurrentBuildLimit: 1,
      grantReportGroupPermissions: false,
    });
    this.setKernel(project);
    // The pipeline starts as soon as it exists.
    project.node.addDependency(role.role);
    return project;
  }

  /** This version of the CDK has no property for the kernel. */
  private setKernel(project: PipelineProject): void {
    const resource = project.node.defaultChild;
    if (!(resource instanceof CfnProject)) throw new TypeError('the project has no resource');
    resource.addPropertyOverride('Environment.HostKernel', HOST_KERNEL.setting);
  }

  private validateTimeout(timeout: Duration): void {
    if (timeout.isUnresolved()) return;
    const minutes = timeout.toMinutes({ integral: false });
    if (Number.isInteger(minutes) && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES) return;
    throw new UsageError(
      'invalid-prop',
      `\`timeout\` must be between ${SHORTEST_MINUTES} and ${LONGEST_MINUTES} whole minutes, got: ${timeout.toHumanString()}`,
      this,
    );
  }
}
