import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { rotatingKey } from '../core/rotating-key';

/** A repository for the releases of a service. */
export interface ICheckpointRepository {
  /** The ECR repository, one for all releases of a service. */
  readonly repository: IRepository;

  /**
   * Allows the stage to publish releases and to clean up after failed runs.
   *
   * Actions: on the repository ecr:BatchCheckLayerAvailability, ecr:BatchDeleteImage, ecr:BatchGetImage,
   * ecr:CompleteLayerUpload, ecr:GetDownloadUrlForLayer, ecr:InitiateLayerUpload, ecr:ListImages, ecr:PutImage and
   * ecr:UploadLayerPart; ecr:GetAuthorizationToken on `*`, because it supports no resource.
   */
  grantPublish(grantee: IGrantable): Grant;

  /**
   * Allows the clean-up to list and to remove releases, and to mark those that it removes.
   *
   * Actions: those of `grantPublish` and ecr:DescribeImages on the repository; ecr:GetAuthorizationToken on `*`.
   */
  grantRetention(grantee: IGrantable): Grant;
}

/** Properties of a repository for releases. */
export interface CheckpointRepositoryProps {
  /**
   * The key that encrypts the images. It cannot be changed later.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the repository when its stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

const PUBLISH_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchDeleteImage',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:ListImages',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];

abstract class CheckpointRepositoryBase extends Construct implements ICheckpointRepository {
  public abstract readonly repository: IRepository;

  public grantPublish(grantee: IGrantable): Grant {
    const login = Grant.addToPrincipal({ grantee, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] });
    const publish = Grant.addToPrincipal({
      grantee,
      actions: PUBLISH_ACTIONS,
      resourceArns: [this.repository.repositoryArn],
    });
    return login.combine(publish);
  }

  public grantRetention(grantee: IGrantable): Grant {
    const resourceArns = [this.repository.repositoryArn];
    const list = Grant.addToPrincipal({ grantee, actions: ['ecr:DescribeImages'], resourceArns });
    return this.grantPublish(grantee).combine(list);
  }
}

/**
 * An ECR repository for releases.
 *
 * Creates the repository and its key. Tags are immutable, and images are scanned on push. Only images without tags
 * expire: every digest of a release is tagged, so no rule can match it. AWS bills stored bytes.
 */
export class CheckpointRepository extends CheckpointRepositoryBase {
  /** Uses an existing repository; its tags should be immutable, and no lifecycle rule may match `v*`. */
  public static fromRepository(scope: Construct, id: string, repository: IRepository): ICheckpointRepository {
    class Import extends CheckpointRepositoryBase {
      public readonly repository = repository;
    }
    return new Import(scope, id);
  }

  public readonly repository: IRepository;

  public constructor(scope: Construct, id: string, props: CheckpointRepositoryProps = {}) {
    super(scope, id);
    this.repository = new Repository(this, 'Repository', {
      encryption: RepositoryEncryption.KMS,
      encryptionKey: props.encryptionKey ?? rotatingKey(this),
      imageTagMutability: TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      lifecycleRules: [
        { description: 'images without a tag', tagStatus: TagStatus.UNTAGGED, maxImageAge: Duration.days(1) },
      ],
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
