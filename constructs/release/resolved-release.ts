import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { BundledFunction } from '../core/bundled-function';
import { UsageError } from '../core/errors';

/** Properties of a release that is named. */
export interface ResolvedReleaseProps {
  /** The repository of the service's releases. */
  readonly repository: IRepository;

  /** The name of the release: v and its number. A name that moves, such as `latest`, is refused. */
  readonly release: string;
}

const NAME = /^v[1-9][0-9]*$/;

/**
 * A release by its name, pinned by digest in the deployment: for a stack that wants to write `v7`, and whose pods still
 * have images by digest. For a workload of this package use `Release.fromRecord()` or `Release.fromParameters()`.
 *
 * A function, one for each stack, reads the record. Actions: ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the
 * repository; ecr:GetAuthorizationToken on `*`, because it supports no resource.
 */
export class ResolvedRelease extends Construct {
  /** `vN`, the service without a checkpoint, by digest. */
  public readonly serviceImage: string;
  /** `vN-checkpoint` by digest. */
  public readonly checkpointImage: string;
  /** The digest of the release record. */
  public readonly recordDigest: string;

  public constructor(scope: Construct, id: string, { release, repository }: ResolvedReleaseProps) {
    super(scope, id);
    this.validate(release);
    const { function: resolve, role } = ResolveFunction.of(Stack.of(this));
    // A policy for each release: with one for all, each would wait for the others.
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
        new PolicyStatement({
          actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          resources: [repository.repositoryArn],
        }),
      ],
    });
    acceptFindings(policy, {
      id: 'AwsSolutions-IAM5',
      reason: 'ecr:GetAuthorizationToken knows no resource',
      appliesTo: [String.raw`/^Resource::\*$/`],
    });
    const resolved = new CustomResource(this, 'Resolved', {
      serviceToken: resolve.functionArn,
      resourceType: 'Custom::EksCracResolvedRelease',
      serviceTimeout: Duration.minutes(3),
      properties: { Repository: repository.repositoryUri, Release: release },
    });
    resolved.node.addDependency(policy);
    this.serviceImage = resolved.getAttString('ServiceImage');
    this.checkpointImage = resolved.getAttString('CheckpointImage');
    this.recordDigest = resolved.getAttString('RecordDigest');
  }

  private validate(release: string): void {
    if (NAME.test(release)) return;
    throw new UsageError(
      'invalid-prop',
      `\`release\` must be v and a number, got: ${JSON.stringify(release)}: what a name that moves stands for is asked again by a rollback, which would then keep what it has to undo; write for example v7`,
      this,
    );
  }
}

class ResolveFunction extends BundledFunction {
  public static of(stack: Stack): ResolveFunction {
    const id = 'EksCracResolve';
    const found = stack.node.tryFindChild(id);
    return found instanceof ResolveFunction ? found : new ResolveFunction(stack, id);
  }

  private constructor(scope: Construct, id: string) {
    super(scope, id, {
      handler: 'resolve',
      description: 'reads the digests that the name of a release stands for',
      memoryMiB: 512,
      timeout: Duration.minutes(2),
    });
  }
}
