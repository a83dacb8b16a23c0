import { Duration } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { BundledResource } from '../core/bundled-resource';
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
    const resolved = new BundledResource(this, 'Resolved', {
      functionId: 'EksCracResolve',
      by: {
        handler: 'resolve',
        description: 'reads the digests that the name of a release stands for',
        memoryMiB: 512,
        timeout: Duration.minutes(2),
      },
      type: 'ResolvedRelease',
      properties: { Repository: repository.repositoryUri, Release: release },
      allow: [
        { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
        { actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], resources: [repository.repositoryArn] },
      ],
    });
    acceptFindings(resolved.policy, {
      id: 'AwsSolutions-IAM5',
      reason: 'ecr:GetAuthorizationToken knows no resource',
      appliesTo: [String.raw`/^Resource::\*$/`],
    });
    this.serviceImage = resolved.attribute('ServiceImage');
    this.checkpointImage = resolved.attribute('CheckpointImage');
    this.recordDigest = resolved.attribute('RecordDigest');
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
