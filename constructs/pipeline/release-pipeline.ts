import { Artifact, ExecutionMode, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import type { IStage } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { ArtifactBucket } from './artifact-bucket';
import { BuildParts } from './build-parts';
import type { BuildPartsProps } from './build-parts';
import { pipelineKey } from './pipeline-key';
import type { ServiceSource, ServiceSourceConfig } from './service-source';
import type { Promotion } from './promotion';
import { IMAGE_VARIABLE, RELEASE_VARIABLE } from './stage-command';

export interface ReleasePipelineProps {
  /**
   * The key that encrypts artifacts and logs.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * The bucket that receives the access logs of the artifact bucket.
   *
   * @default - a new bucket, whose logs expire after 90 days
   */
  readonly accessLogsBucket?: IBucket;
}

/** The CodePipeline with its artifacts: a source stage, then the build that makes the release. */
export class ReleasePipeline extends Construct {
  public readonly pipeline: Pipeline;
  public readonly bucket: IBucket;
  public readonly encryptionKey: IKey;
  /** The build's output: `release.json`, the release record. */
  public readonly release = new Artifact('Release');
  private readonly fetched = new Artifact('Source');
  private build: CodeBuildAction | undefined;

  public constructor(scope: Construct, id: string, { accessLogsBucket, encryptionKey }: ReleasePipelineProps) {
    super(scope, id);
    this.encryptionKey = pipelineKey(this, encryptionKey);
    this.bucket = new ArtifactBucket(this, 'Artifacts', { encryptionKey: this.encryptionKey, accessLogsBucket }).bucket;
    this.pipeline = new Pipeline(this, 'Pipeline', {
      artifactBucket: this.bucket,
      pipelineType: PipelineType.V2,
      // Every commit gets a release, in the order of the commits.
      executionMode: ExecutionMode.QUEUED,
      crossAccountKeys: false,
      // Separate action roles would be assumed by this role: more roles, but no less power.
      usePipelineRoleForActions: true,
    });
  }

  public addSource(source: ServiceSource, builder: IGrantable): ServiceSourceConfig {
    const config = source.bind(this, { output: this.fetched, fetcher: this.pipeline.role, builder });
    this.pipeline.addStage({ stageName: 'Source', actions: [config.action] });
    this.acceptWildcards();
    return config;
  }

  public addBuild(project: IProject, { image }: ServiceSourceConfig): IStage {
    const action = new CodeBuildAction({
      actionName: 'Release',
      project,
      input: this.fetched,
      outputs: [this.release],
      environmentVariables: image === undefined ? undefined : { [IMAGE_VARIABLE]: { value: image } },
    });
    this.build = action;
    return this.pipeline.addStage({ stageName: 'Build', actions: [action] });
  }

  /** Adds the builds of a release with several CPU classes. */
  public addBuilds(builds: BuildPartsProps['builds'], { image }: ServiceSourceConfig): IStage {
    const parts = new BuildParts({
      builds,
      source: this.fetched,
      release: this.release,
      variables: image === undefined ? {} : { [IMAGE_VARIABLE]: { value: image } },
    });
    this.build = parts.join;
    return this.pipeline.addStage({ stageName: 'Build', actions: [...parts.actions] });
  }

  /** The name of the release that an execution has made, for actions after the build. */
  public get releaseName(): string {
    if (this.build === undefined) throw new TypeError('the pipeline has no build');
    return this.build.variable(RELEASE_VARIABLE);
  }

  /** Adds a stage with what moves a stack to the release. */
  public addPromotion(promotion: Promotion, stageName: string): IStage {
    const stage = this.pipeline.addStage({ stageName, actions: promotion.actions });
    promotion.acceptWildcards();
    acceptFindings(this.pipeline.role.node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason: 'lambda:ListFunctions knows no resource, and CodePipeline may call any version of the function',
      appliesTo: [String.raw`/^Resource::\*$/`, String.raw`/^Resource::<.*Promote.*Function.*\.Arn>:\*$/`],
    });
    return stage;
  }

  private acceptWildcards(): void {
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
