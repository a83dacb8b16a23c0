import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IRepository as ICodeRepository } from 'aws-cdk-lib/aws-codecommit';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import {
  CodeCommitSourceAction,
  CodeStarConnectionsSourceAction,
  EcrSourceAction,
  S3SourceAction,
  S3Trigger,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRepository as IImageRepository } from 'aws-cdk-lib/aws-ecr';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { UsageError } from '../core/errors';
import { warnOfZeroConnection } from './placeholder-rules';

/** The parts of a pipeline that use the source. */
export interface ServiceSourceContext {
  /** The artifact for the fetched source. */
  readonly output: Artifact;
  /** The pipeline, which fetches the source. */
  readonly fetcher: IGrantable;
  /** The build, which pulls an existing image. */
  readonly builder: IGrantable;
}

/** What a source provides to the pipeline. */
export interface ServiceSourceConfig {
  /** The action of the source stage. */
  readonly action: IAction;

  /**
   * The image to capture, by digest, as a pipeline variable.
   *
   * @default - the image is built from the source
   */
  readonly image?: string;
}

/** A branch on GitHub, GitLab or Bitbucket. */
export interface CodeConnectionOptions {
  /** Owner and name, for example `acme/customers`. */
  readonly repository: string;
  /** The branch to build. */
  readonly branch: string;
  /** A CodeConnections connection; it must be accepted once in the console. */
  readonly connectionArn: string;
}

/** A branch in CodeCommit. */
export interface CodeCommitOptions {
  /** The repository in CodeCommit. */
  readonly repository: ICodeRepository;
  /** The branch to build. */
  readonly branch: string;
}

/** An object in S3. */
export interface S3SourceOptions {
  /** A versioned bucket. */
  readonly bucket: IBucket;
  /** The object: a zip file of the source. */
  readonly key: string;
}

/** An existing image. */
export interface EcrSourceOptions {
  /** A repository in the pipeline's account and region. */
  readonly repository: IImageRepository;
  /** The tag to watch; the digest it points to is captured. */
  readonly tag: string;
}

const ACTION_NAME = 'Source';
const REPOSITORY = /^[\w.-]+(\/[\w.-]+)+$/;
const CONNECTION = /^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection\/[\w-]+$/;

/**
 * The source of the service.
 *
 * After `bind` the pipeline may fetch the source and starts when it changes; for an image, the build may pull it.
 */
export abstract class ServiceSource {
  /** A branch on GitHub, GitLab or Bitbucket, through a CodeConnections connection. Every push starts the pipeline. */
  public static codeConnection(options: CodeConnectionOptions): ServiceSource {
    return new CodeConnectionSource(options);
  }

  /** A branch in CodeCommit. Every push starts the pipeline. */
  public static codeCommit(options: CodeCommitOptions): ServiceSource {
    return new CodeCommitSource(options);
  }

  /** A zip file in S3, which the pipeline polls. */
  public static s3(options: S3SourceOptions): ServiceSource {
    return new S3Source(options);
  }

  /** An existing image. Nothing is built; every push of the tag starts the pipeline. */
  public static ecr(options: EcrSourceOptions): ServiceSource {
    return new EcrSource(options);
  }

  /** Whether there is something to build. @internal */
  public readonly _builds: boolean = true;

  /** Creates the pipeline's source action and grants the permissions it needs. */
  public abstract bind(scope: IConstruct, context: ServiceSourceContext): ServiceSourceConfig;
}

class CodeConnectionSource extends ServiceSource {
  public constructor(private readonly options: CodeConnectionOptions) {
    super();
    this.validateRepository();
    requireBranch(options.branch);
    this.validateConnection();
  }

  /**
   * Actions: codeconnections:UseConnection and, its older name, codestar-connections:UseConnection on the connection.
   */
  public bind(scope: IConstruct, { fetcher, output }: ServiceSourceContext): ServiceSourceConfig {
    const { branch, connectionArn, repository } = this.options;
    warnOfZeroConnection(scope, connectionArn);
    Grant.addToPrincipal({
      grantee: fetcher,
      actions: ['codeconnections:UseConnection'],
      resourceArns: [connectionArn],
    });
    const slash = repository.lastIndexOf('/');
    const action = new CodeStarConnectionsSourceAction({
      actionName: ACTION_NAME,
      owner: repository.slice(0, slash),
      repo: repository.slice(slash + 1),
      branch,
      connectionArn,
      output,
    });
    return { action };
  }

  private validateRepository(): void {
    const { repository } = this.options;
    if (REPOSITORY.test(repository)) return;
    throw new UsageError(
      'invalid-prop',
      `\`repository\` must be owner and name, for example acme/customers, got: ${JSON.stringify(repository)}`,
    );
  }

  private validateConnection(): void {
    const { connectionArn } = this.options;
    if (Token.isUnresolved(connectionArn) || CONNECTION.test(connectionArn)) return;
    throw new UsageError(
      'invalid-prop',
      `\`connectionArn\` must be the ARN of a connection of CodeConnections, got: ${JSON.stringify(connectionArn)}`,
    );
  }
}

class CodeCommitSource extends ServiceSource {
  public constructor(private readonly options: CodeCommitOptions) {
    super();
    requireBranch(options.branch);
  }

  public bind(_scope: IConstruct, { output }: ServiceSourceContext): ServiceSourceConfig {
    return { action: new CodeCommitSourceAction({ actionName: ACTION_NAME, ...this.options, output }) };
  }
}

class S3Source extends ServiceSource {
  public constructor(private readonly options: S3SourceOptions) {
    super();
    if (options.key !== '') return;
    throw new UsageError('invalid-prop', '`key` must name an object, got: ""');
  }

  public bind(_scope: IConstruct, { output }: ServiceSourceContext): ServiceSourceConfig {
    const { bucket, key: bucketKey } = this.options;
    // S3 events would need a CloudTrail trail for the bucket's data events.
    const trigger = S3Trigger.POLL;
    return { action: new S3SourceAction({ actionName: ACTION_NAME, bucket, bucketKey, trigger, output }) };
  }
}

class EcrSource extends ServiceSource {
  public override readonly _builds = false;

  public constructor(private readonly options: EcrSourceOptions) {
    super();
    if (options.tag !== '') return;
    throw new UsageError('invalid-prop', '`tag` must be the tag that is watched, got: ""');
  }

  /** Actions: ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository, to the build. */
  public bind(scope: IConstruct, { builder, output }: ServiceSourceContext): ServiceSourceConfig {
    const { repository, tag: imageTag } = this.options;
    this.validatePlace(scope);
    Grant.addToPrincipal({
      grantee: builder,
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resourceArns: [repository.repositoryArn],
    });
    const action = new EcrSourceAction({ actionName: ACTION_NAME, repository, imageTag, output });
    return { action, image: action.variables.imageUri };
  }

  /** The stage logs in only to the registry that it publishes to. */
  private validatePlace(scope: IConstruct): void {
    const { account, region } = this.options.repository.env;
    const stack = Stack.of(scope);
    if (!differs(account, stack.account) && !differs(region, stack.region)) return;
    throw new UsageError(
      'conflicting-props',
      `ServiceSource.ecr() needs a repository in ${stack.region} of ${stack.account}, where the pipeline is, got: one in ${region} of ${account}; replicate the image`,
      scope,
    );
  }
}

function differs(left: string, right: string): boolean {
  return Token.compareStrings(left, right) === TokenComparison.DIFFERENT;
}

function requireBranch(branch: string): void {
  if (branch !== '') return;
  throw new UsageError('invalid-prop', '`branch` must be the branch that is built, got: ""');
}
