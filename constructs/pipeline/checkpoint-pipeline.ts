import { Duration } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PipelineNotificationEvents } from 'aws-cdk-lib/aws-codepipeline';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { Artifact, IStage, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { INotificationRule, INotificationRuleTarget } from 'aws-cdk-lib/aws-codestarnotifications';
import type { IGrantable, IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENGINES } from '../../engines';
import { CheckpointRepository, CheckpointStore } from '../stores';
import type { ICheckpointRepository, ICheckpointStore, StorePublishConfig } from '../stores';
import { buildPlace, hostOf } from './build-place';
import type { BuildPlace } from './build-place';
import { BuildRole } from './build-role';
import { captureDocument } from './capture-document';
import { OnDemandHost } from './capture-host';
import { CaptureRole } from './capture-role';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
import { CheckpointProject } from './checkpoint-project';
import { validateSite } from './host-rules';
import { validateProps, validatePlaces, validateStores } from './pipeline-rules';
import { Promotion } from './promotion';
import type { PromotionOptions } from './promotion';
import { ReleasePipeline } from './release-pipeline';
import { IMAGE_OF_SOURCE } from './stage-command';

/**
 * A pipeline that makes releases of a service: it builds, warms up, captures, verifies and publishes.
 *
 * Creates a CodePipeline of type V2 with queued executions, the stage's privileged CodeBuild project, a fleet with one
 * host unless `host` is on demand, the service's capture role, an artifact bucket with access logs, a log group, a key
 * and, unless one is given, the ECR repository. **The fleet is billed for as long as it exists**, even when idle; the
 * rest is billed by use.
 */
export class CheckpointPipeline extends Construct implements IGrantable {
  /** The name of the service. */
  public readonly service: string;
  /** The stage that makes the release; added stages come after it. */
  public readonly buildStage: IStage;
  /** The CodeBuild project of the stage, for alarms, events and what this construct has no prop for. */
  public readonly project: IProject;
  /** The build's output: `release.json`, the release record. */
  public readonly release: Artifact;
  /** The repository to which releases are published. */
  public readonly repository: ICheckpointRepository;
  /** Where checkpoints are stored. */
  public readonly stores: readonly ICheckpointStore[];
  /** The VPC of the builds. */
  public readonly vpc: IVpc;
  /** Registry and repository, the first part of an image reference. */
  public readonly repositoryUri: string;
  /**
   * The role of the service during capture and gate. Unless the capture spec names a role, it is new and has no
   * permissions: grant it what the warm-up needs.
   */
  public readonly captureRole: IRole;
  /** The build, for example to grant it pulls of base images from a private repository. */
  public readonly grantPrincipal: IPrincipal;

  /** The stacks that releases are promoted to. @internal */
  public readonly _promotedTo: Stack[] = [];

  /** The machine image of the capture host, unless it is CodeBuild's own. @internal */
  public readonly _machineImage: string | undefined;

  private readonly releases: ReleasePipeline;

  public constructor(scope: Construct, id: string, props: CheckpointPipelineProps) {
    super(scope, id);
    const { spec, stores = [CheckpointStore.image()] } = props;
    const engine = ENGINES[spec._parsed.engine.type];
    validateSite(this, { engine, cpuClass: props.cpuClass, host: hostOf(props) });
    validateProps(this, props);
    validateStores(this, stores);
    const role = new BuildRole(this, 'BuildRole');
    this.releases = new ReleasePipeline(this, 'Releases', props);
    const place = buildPlace(this, props, role);
    this.service = spec.service;
    this._machineImage = place.machineImage;
    this.grantPrincipal = role.role;
    this.stores = stores;
    this.vpc = props.vpc;
    const { credentials = { sessionSeconds: props.captureSession?.toSeconds() } } = spec._document;
    this.captureRole = new CaptureRole(this, 'CaptureRole', { ...credentials, builder: role.role }).role;
    this.repository = props.repository ?? new CheckpointRepository(this, 'Repository');
    this.repositoryUri = this.repository.repository.repositoryUri;
    this.release = this.releases.release;
    this.repository.grantPublish(role.role);
    role.grantArtifacts(this.releases.bucket, this.releases.encryptionKey);
    const source = this.releases.addSource(props.source, role.role);
    this.project = new CheckpointProject(this, 'Build', {
      place,
      role,
      input: {
        spec: captureDocument(this, {
          spec,
          cpuClass: props.cpuClass,
          image: source.image === undefined ? undefined : IMAGE_OF_SOURCE,
          credentials: { ...credentials, roleArn: this.captureRole.roleArn },
          publish: this.bindStores(stores, place),
        }),
        folder: spec._folder,
        anyCpu: place.host instanceof OnDemandHost,
      },
      encryptionKey: this.releases.encryptionKey,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      timeout: props.timeout ?? Duration.hours(1),
      cache: props.cache,
    }).project;
    this.buildStage = this.releases.addBuild(this.project, source);
    role.acceptWildcards(this.service);
  }

  /** The underlying pipeline, for stages and triggers of your own. */
  public get pipeline(): Pipeline {
    return this.releases.pipeline;
  }

  /** The name of the pipeline, for the AWS CLI. */
  public get pipelineName(): string {
    return this.pipeline.pipelineName;
  }

  /**
   * Adds a stage that moves a stack to each release, after an approval if one is asked for: the stack's next deployment
   * ends with the rollout, and one that fails is rolled back and fails the stage. Stages run in the order in which they
   * are added. Creates a function that may move this stack alone, and a role in the stack's account if it is another.
   */
  public addPromotion(options: PromotionOptions): IStage {
    const promotion = new Promotion(this, `Promotion-${options.environment}`, {
      ...options,
      repository: this.repository.repository,
      release: this.releases.releaseName,
      service: this.service,
    });
    this._promotedTo.push(options.stack);
    return this.releases.addPromotion(promotion, options.environment);
  }

  /** Notifies a topic or a chat when an execution fails, that is, when a release was not made. */
  public onFailure(id: string, target: INotificationRuleTarget): INotificationRule {
    return this.pipeline.notifyOn(id, target, { events: [PipelineNotificationEvents.PIPELINE_EXECUTION_FAILED] });
  }

  /** The seconds that builds took, failed ones, too; the average. */
  public metricBuildDuration(options?: MetricOptions): Metric {
    return this.project.metricDuration(options);
  }

  /** The releases that were made: builds that succeeded; the sum over a period. */
  public metricReleases(options?: MetricOptions): Metric {
    return this.project.metricSucceededBuilds(options);
  }

  /** The builds that failed; the sum over a period. */
  public metricFailedBuilds(options?: MetricOptions): Metric {
    return this.project.metricFailedBuilds(options);
  }

  private bindStores(stores: readonly ICheckpointStore[], place: BuildPlace): StorePublishConfig['publish'] {
    const writer = { grantee: this, connections: place.connections, vpc: place.vpc, service: this.service };
    const places = stores.map((store) => store.bindPipeline(this, writer).publish);
    validatePlaces(this, places);
    return Object.assign({ repository: this.repositoryUri }, ...places) as StorePublishConfig['publish'];
  }
}
