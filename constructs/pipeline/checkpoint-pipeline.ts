import { Duration } from 'aws-cdk-lib';
import {
  Artifact,
  ExecutionMode,
  Pipeline,
  PipelineNotificationEvents,
  PipelineType,
} from 'aws-cdk-lib/aws-codepipeline';
import type { IStage } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { INotificationRule, INotificationRuleTarget } from 'aws-cdk-lib/aws-codestarnotifications';
import type { IGrantable, IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { CheckpointEngine } from '../engines';
import { CheckpointRepository, CheckpointStore } from '../stores';
import type { ICheckpointRepository, ICheckpointStore, StorePublishConfig } from '../stores';
import { ArtifactBucket } from './artifact-bucket';
import { BuildRole } from './build-role';
import { captureDocument } from './capture-document';
import { CaptureFleet } from './capture-fleet';
import { CaptureRole } from './capture-role';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
import { CheckpointProject } from './checkpoint-project';
import { pipelineKey } from './pipeline-key';
import { serviceName, validateProps, validateStores } from './pipeline-rules';
import type { ServiceSourceConfig } from './service-source';
import { IMAGE_OF_SOURCE, IMAGE_VARIABLE } from './stage-command';

/**
 * A pipeline that makes releases of a service: it builds, warms up, captures, proves and publishes.
 *
 * Creates a CodePipeline of type V2 whose executions queue, the privileged CodeBuild project of the stage, its fleet of one
 * host, the service's capture role, an artifact bucket with access logs, a log group, a key and, unless one is given, the
 * ECR repository. **The fleet is billed for as long as it exists**, whether it builds or not; the rest costs by use.
 */
export class CheckpointPipeline extends Construct implements IGrantable {
  /** The service's name. */
  public readonly service: string;
  /** The pipeline itself, for stages and triggers of your own. */
  public readonly pipeline: Pipeline;
  public readonly pipelineName: string;
  /** The stage that makes the release; stages that are added come after it. */
  public readonly buildStage: IStage;
  /** What the build hands on: `release.json`, the release record. */
  public readonly release: Artifact;
  public readonly repository: ICheckpointRepository;
  public readonly repositoryUri: string;
  /** The role of the service while it is captured and proven. It may do nothing: grant it what the warm-up needs. */
  public readonly captureRole: IRole;
  /** The build, which may for example be granted to pull base images from a repository of your own. */
  public readonly grantPrincipal: IPrincipal;

  public constructor(scope: Construct, id: string, props: CheckpointPipelineProps) {
    super(scope, id);
    const engine = props.engine ?? CheckpointEngine.warp();
    const stores = props.stores ?? [CheckpointStore.image()];
    engine._validate(props.cpuClass);
    validateProps(this, props);
    validateStores(this, stores);
    this.service = serviceName(this, props);

    const role = new BuildRole(this, 'BuildRole');
    this.grantPrincipal = role.role;
    this.captureRole = new CaptureRole(this, 'CaptureRole', { builder: role.role }).role;
    this.repository = props.repository ?? new CheckpointRepository(this, 'Repository');
    this.repository.grantPublish(role.role);
    this.repositoryUri = this.repository.repository.repositoryUri;

    const encryptionKey = pipelineKey(this, props.encryptionKey);
    const { accessLogsBucket } = props;
    const { bucket } = new ArtifactBucket(this, 'Artifacts', { encryptionKey, accessLogsBucket });
    role.grantArtifacts(bucket, encryptionKey);
    this.pipeline = this.createPipeline(bucket);
    this.pipelineName = this.pipeline.pipelineName;

    const output = new Artifact('Source');
    const source = props.source.bind(this, { output, fetcher: this.pipeline.role, builder: role.role });
    this.pipeline.addStage({ stageName: 'Source', actions: [source.action] });
    const fleet = props.fleet ?? new CaptureFleet(this, 'Fleet', props);
    const spec = captureDocument(this, {
      ...props,
      service: this.service,
      engine,
      image: source.image === undefined ? undefined : IMAGE_OF_SOURCE,
      captureRoleArn: this.captureRole.roleArn,
      captureSession: props.captureSession ?? Duration.minutes(15),
      publish: this.bindStores(stores, fleet),
    });
    const project = new CheckpointProject(this, 'Build', {
      fleet,
      role,
      spec,
      encryptionKey,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      timeout: props.timeout ?? Duration.hours(1),
    });
    this.release = new Artifact('Release');
    this.buildStage = this.addBuildStage(project, output, source);
    role.acceptWildcards(this.service);
    this.acceptFindings();
  }

  /** Tells a topic, or a chat, when an execution has failed: somebody's release was not made. */
  public onFailure(id: string, target: INotificationRuleTarget): INotificationRule {
    return this.pipeline.notifyOn(id, target, { events: [PipelineNotificationEvents.PIPELINE_EXECUTION_FAILED] });
  }

  private createPipeline(artifactBucket: IBucket): Pipeline {
    return new Pipeline(this, 'Pipeline', {
      artifactBucket,
      pipelineType: PipelineType.V2,
      // One after the other, and none left out: every commit gets its release, in the order of the commits.
      executionMode: ExecutionMode.QUEUED,
      crossAccountKeys: false,
      // A role for each action would be one that this role assumes: more roles, and no less power.
      usePipelineRoleForActions: true,
    });
  }

  private bindStores(stores: readonly ICheckpointStore[], fleet: CaptureFleet): StorePublishConfig['publish'] {
    const writer = { grantee: this, connections: fleet, vpc: fleet.vpc, service: this.service };
    const places = stores.map((store) => store.bindPipeline(this, writer).publish);
    return Object.assign({ repository: this.repositoryUri }, ...places) as StorePublishConfig['publish'];
  }

  private addBuildStage({ project }: CheckpointProject, input: Artifact, { image }: ServiceSourceConfig): IStage {
    const action = new CodeBuildAction({
      actionName: 'Release',
      project,
      input,
      outputs: [this.release],
      environmentVariables: image === undefined ? undefined : { [IMAGE_VARIABLE]: { value: image } },
    });
    return this.pipeline.addStage({ stageName: 'Build', actions: [action] });
  }

  private acceptFindings(): void {
    acceptFindings(this.pipeline.role.node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason: 'CodePipeline chooses the names of artifacts; bucket and key are those of this pipeline alone',
      appliesTo: [
        String.raw`/^Action::s3:(Abort|DeleteObject|GetBucket|GetObject|List)\*$/`,
        String.raw`/^Action::kms:(GenerateDataKey|ReEncrypt)\*$/`,
        String.raw`/^Resource::<.*ArtifactsBucket.*\.Arn>\/\*$/`,
      ],
    });
  }
}
