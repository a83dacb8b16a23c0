import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';

/**
 * The role of a build, with exactly the permissions it needs. The constructs of CodeBuild and CodePipeline would add
 * more, such as deleting artifacts; they receive an immutable view of the role.
 */
export class BuildRole extends Construct {
  /** The role, for grants. */
  public readonly role: IRole;
  /** The same role as an immutable view, which ignores grants. */
  public readonly fixed: IRole;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    this.role = role;
    this.fixed = role.withoutPolicyUpdates();
  }

  /** Actions: logs:CreateLogStream and logs:PutLogEvents. */
  public grantLogs(logGroup: ILogGroup): void {
    this.grant(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
  }

  /** Actions: s3:GetObject on this object only. */
  public grantBundle(bundle: Asset): void {
    this.grant(['s3:GetObject'], bundle.bucket.arnForObjects(bundle.s3ObjectKey));
  }

  /**
   * Actions: on the bucket s3:GetBucketAcl and s3:GetBucketLocation, on its objects s3:GetObject, s3:GetObjectVersion and
   * s3:PutObject; on the key kms:Decrypt and kms:GenerateDataKey.
   */
  public grantArtifacts(bucket: IBucket, key: IKey): void {
    this.grant(['s3:GetBucketAcl', 's3:GetBucketLocation'], bucket.bucketArn);
    this.grant(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], bucket.arnForObjects('*'));
    this.grant(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn);
  }

  /** Suppresses the findings on wildcards in the policy that are necessary. */
  public acceptWildcards(service: string): void {
    acceptFindings(
      this.role.node.findChild('DefaultPolicy'),
      {
        id: 'AwsSolutions-IAM5',
        reason: 'CodePipeline chooses the names of artifacts; the bucket holds those of this pipeline alone',
        appliesTo: [String.raw`/^Resource::<.*ArtifactsBucket.*\.Arn>\/\*$/`],
      },
      {
        id: 'AwsSolutions-IAM5',
        reason: 'the stage names the objects of a checkpoint; they are those of one service',
        appliesTo: [String.raw`/^Resource::.*\/${service}\/\*$/`],
      },
      {
        id: 'AwsSolutions-IAM5',
        reason: 'ecr:GetAuthorizationToken knows no resource',
        appliesTo: [String.raw`/^Resource::\*$/`],
      },
    );
  }

  private grant(actions: string[], resource: string): void {
    Grant.addToPrincipal({ grantee: this.role, actions, resourceArns: [resource] });
  }
}
