import { Stack } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';

const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
];

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
   * s3:PutObject; on the key kms:Decrypt, kms:DescribeKey and kms:GenerateDataKey*.
   */
  public grantArtifacts(bucket: IBucket, key: IKey): void {
    this.grant(['s3:GetBucketAcl', 's3:GetBucketLocation'], bucket.bucketArn);
    this.grant(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], bucket.arnForObjects('*'));
    this.grant(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'], key.keyArn);
  }

  /**
   * Actions: ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface and those that CodeBuild lists networks with;
   * ec2:CreateNetworkInterfacePermission in these subnets. For builds on demand in a VPC; a fleet has a role for it.
   */
  public grantNetwork(subnets: readonly ISubnet[]): void {
    this.grant(NETWORK_ACTIONS, '*');
    const { account, partition, region } = Stack.of(this);
    const arn = (resource: string) => `arn:${partition}:ec2:${region}:${account}:${resource}`;
    this.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ec2:CreateNetworkInterfacePermission'],
        resources: [arn('network-interface/*')],
        conditions: {
          StringEquals: {
            'ec2:Subnet': subnets.map(({ subnetId }) => arn(`subnet/${subnetId}`)),
            'ec2:AuthorizedService': 'codebuild.amazonaws.com',
          },
        },
      }),
    );
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
        reason:
          'ecr:GetAuthorizationToken knows no resource, nor do the actions with which CodeBuild makes its network',
        appliesTo: [String.raw`/^Resource::\*$/`, String.raw`/^Resource::arn:.*:ec2:.*:network-interface\/\*$/`],
      },
      {
        id: 'AwsSolutions-IAM5',
        reason:
          'data keys of one key, with and without their plaintext; AWS does not say which one its services ask for',
        appliesTo: [String.raw`/^Action::kms:GenerateDataKey\*$/`],
      },
    );
  }

  private grant(actions: string[], resource: string): void {
    Grant.addToPrincipal({ grantee: this.role, actions, resourceArns: [resource] });
  }
}
