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
import type { CpuClass } from '../engines';
import { CheckpointRepository, CheckpointStore } from '../stores';
import type { ICheckpointRepository, ICheckpointStore, StorePublishConfig } from '../stores';
import { buildPlace } from './build-place';
import type { BuildPlace } from './build-place';
import { BuildRole } from './build-role';
import type { ClassBuild } from './build-parts';
import { captureClasses } from './capture-class';
import { captureDocument } from './capture-document';
import type { CaptureDocumentParts } from './capture-document';
import { OnDemandHost } from './capture-host';
import { CaptureRole } from './capture-role';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
import { CheckpointProject } from './checkpoint-project';
import type { CheckpointProjectProps } from './checkpoint-project';
import { validateClasses } from './class-rules';
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
    validateProps(this, props);
    validateClasses(this, props, stores);
    validateStores(this, stores);
    const role = new BuildRole(this, 'BuildRole');
    this.releases = new ReleasePipeline(this, 'Releases', props);
    const [place, ...others] = this.places(props, role);
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
    const { releases } = this;
    role.grantArtifacts(releases.bucket, releases.encryptionKey);
    const source = releases.addSource(props.source, role.role);
    const common = {
      spec,
      image: source.image === undefined ? undefined : IMAGE_OF_SOURCE,
      credentials: { ...credentials, roleArn: this.captureRole.roleArn },
      publish: this.bindStores(stores, place),
    };
    const settings = { ...this.settings(props, role), inParts: others.length > 0 };
    const own = this.buildAt(this, place, common, settings);
    const more = others.map((other) => this.buildAt(this.scopeOf(other.cpuClass), other, common, settings));
    this.project = own.project;
    this.buildStage =
      more.length === 0 ? releases.addBuild(own.project, source) : releases.addBuilds([own, ...more], source);
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

  /** Returns where each CPU class is captured, the one of `cpuClass` first. */
  private places(props: CheckpointPipelineProps, role: BuildRole): readonly [BuildPlace, ...BuildPlace[]] {
    const { vpc } = props;
    const [own, ...others] = captureClasses(props);
    return [
      buildPlace(this, { vpc, ...own }, role),
      ...others.map((other) => buildPlace(this.scopeOf(other.cpuClass), { vpc, ...other }, role)),
    ];
  }

  private scopeOf({ name }: CpuClass): Construct {
    const id = `Class-${name}`;
    const found = this.node.tryFindChild(id);
    return found instanceof Construct ? found : new Construct(this, id);
  }

  private buildAt(
    scope: Construct,
    place: BuildPlace,
    common: Omit<CaptureDocumentParts, 'cpuClass'>,
    { inParts, ...settings }: BuildSettings,
  ): ClassBuild {
    const { cpuClass, host } = place;
    const input = {
      spec: captureDocument(this, { ...common, cpuClass }),
      folder: common.spec._folder,
      anyCpu: host instanceof OnDemandHost,
      inParts,
    };
    return { cpuClass, project: new CheckpointProject(scope, 'Build', { ...settings, place, input }).project };
  }

  /** What the builds of all CPU classes have in common. */
  private settings({ cache, logRetention, timeout }: CheckpointPipelineProps, role: BuildRole) {
    return {
      role,
      encryptionKey: this.releases.encryptionKey,
      logRetention: logRetention ?? RetentionDays.THREE_MONTHS,
      timeout: timeout ?? Duration.hours(1),
      ...(cache === undefined ? {} : { cache }),
    };
  }

  private bindStores(stores: readonly ICheckpointStore[], place: BuildPlace): StorePublishConfig['publish'] {
    const writer = { grantee: this, connections: place.connections, vpc: place.vpc, service: this.service };
    const places = stores.map((store) => store.bindPipeline(this, writer).publish);
    validatePlaces(this, places);
    return Object.assign({ repository: this.repositoryUri }, ...places) as StorePublishConfig['publish'];
  }
}

type BuildSettings = Omit<CheckpointProjectProps, 'place' | 'input'> & { readonly inParts: boolean };
