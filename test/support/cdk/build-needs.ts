import type { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, on, REGION } from './iam';
import type { Request, RolePolicies } from './iam';

export const ASSETS = `arn:aws:s3:::cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;

const ECR = [
  'BatchCheckLayerAvailability',
  'BatchDeleteImage',
  'BatchGetImage',
  'CompleteLayerUpload',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'ListImages',
  'PutImage',
  'UploadLayerPart',
].map((action) => `ecr:${action}`);

/** The objects of the assets that a template names: the bundled stage and the runtime layer. */
export function assetsOf(template: Template): readonly string[] {
  const keys = JSON.stringify(template.toJSON()).match(/[0-9a-f]{64}\.zip/g) ?? [];
  return [...new Set(keys)].map((key) => `${ASSETS}/${key}`);
}

/** What a build with the image store asks of AWS. */
export function buildNeeds(template: Template, policies: RolePolicies): readonly Request[] {
  const artifacts = policies.arnOf('AWS::S3::Bucket', 'PipelineReleasesArtifactsBucket');
  const logs = policies.arnOf('AWS::Logs::LogGroup', 'PipelineBuildLogs').replace(/\*$/, 'log-stream:x');
  return [
    ...assetsOf(template).flatMap((asset) => on(asset, ['s3:GetObject'])),
    ...on(artifacts, ['s3:GetBucketAcl', 's3:GetBucketLocation']),
    ...on(`${artifacts}/customers/Source/x`, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']),
    ...on(policies.arnOf('AWS::KMS::Key', 'PipelineReleasesKey'), [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKey',
    ]),
    ...on(logs, ['logs:CreateLogStream', 'logs:PutLogEvents']),
    ...on(policies.arnOf('AWS::IAM::Role', 'PipelineCaptureRole'), ['sts:AssumeRole']),
    ...on('*', ['ecr:GetAuthorizationToken']),
    ...on(policies.arnOf('AWS::ECR::Repository', 'PipelineRepository'), ECR),
  ];
}

/** What it asks of a bucket store for the copies of a service. */
export function bucketNeeds(bucket: string, key: string, service: string): readonly Request[] {
  const folder = `checkpoints/${service}/v7`;
  return [
    ...on(`${bucket}/${folder}/checkpoint.pack`, [
      's3:AbortMultipartUpload',
      's3:DeleteObject',
      's3:GetObject',
      's3:PutObject',
    ]),
    ...on(bucket, ['s3:ListBucket'], { 's3:prefix': `${folder}/` }),
    ...on(key, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}

/** What whoever mounts a file system asks of it. */
export function mountNeeds(policies: RolePolicies, ...actions: readonly string[]): readonly Request[] {
  const context = { 'elasticfilesystem:AccessPointArn': policies.arnOf('AWS::EFS::AccessPoint') };
  const names = actions.map((action) => `elasticfilesystem:${action}`);
  return on(policies.arnOf('AWS::EFS::FileSystem'), names, context);
}
