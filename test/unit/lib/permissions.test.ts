import { Template } from 'aws-cdk-lib/assertions';
import { bucketNeeds, buildNeeds, mountNeeds } from '../../support/cdk/build-needs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../support/cdk/iam';
import type { Request } from '../../support/cdk/iam';
import { referenceScene } from '../../support/cdk/reference-scene';

// Each removed permission is a separate simulation.
jest.setTimeout(60_000);

let stacks: ReturnType<typeof referenceScene>;
beforeAll(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  stacks = referenceScene();
});
afterAll(() => jest.restoreAllMocks());

const ROLE = 'AWS::IAM::Role';
const SERVICE_ACTIONS = ['DescribeTable', 'GetItem', 'PutItem', 'Scan'].map((action) => `dynamodb:${action}`);

/** Returns the policies of a stack, including what it imports from the base stack. */
function scene(id: string) {
  const { stack } = stacks;
  const base = new RolePolicies(Template.fromStack(stack('EksCracBase')));
  const template = Template.fromStack(stack(id));
  return {
    base,
    template,
    policies: new RolePolicies(template, [base]),
    bucket: base.arnOf('AWS::S3::Bucket', 'Bucket'),
    key: base.arnOf('AWS::KMS::Key', 'BucketKey'),
    customers: base.arnOf('AWS::DynamoDB::Table', 'Customers'),
    captureCustomers: base.arnOf('AWS::DynamoDB::Table', 'CaptureCustomers'),
  };
}

/** Checks that a role may do all of this, and that none of it could be left out. */
async function exactly(policies: RolePolicies, prefix: string, needed: readonly Request[]): Promise<void> {
  const role = policies.find(ROLE, prefix);
  for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
  expect(await policies.superfluous(role, needed)).toEqual([]);
}

async function never(policies: RolePolicies, prefix: string, refused: readonly Request[]): Promise<void> {
  const role = policies.find(ROLE, prefix);
  for (const request of refused) expect([request, await policies.allows(role, request)]).toEqual([request, false]);
}

describe('the pipeline of springdemo', () => {
  test('builds with every store, and needs every action', async () => {
    const { base, bucket, key, policies, template } = scene('SpringdemoPipeline');
    await exactly(policies, 'PipelineBuildRole', [
      ...buildNeeds(template, policies),
      ...bucketNeeds(bucket, key, 'springdemo'),
      ...mountNeeds(base, 'ClientMount', 'ClientWrite'),
    ]);
  });

  test('captures with the table of captures, and never with that of production', async () => {
    const { captureCustomers, customers, policies } = scene('SpringdemoPipeline');
    await exactly(policies, 'PipelineCaptureRole', on(captureCustomers, SERVICE_ACTIONS));
    await never(policies, 'PipelineCaptureRole', [
      ...on(customers, SERVICE_ACTIONS),
      ...on(captureCustomers, ['dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:UpdateItem']),
    ]);
  });
});

describe('the pods of springdemo', () => {
  test.each(['Image', 'Cold', 'FileSystem'])('%s work with the table of production alone', async (id) => {
    const { bucket, captureCustomers, customers, policies } = scene('SpringdemoService');
    await exactly(policies, `${id}IdentityRole`, on(customers, SERVICE_ACTIONS));
    await never(policies, `${id}IdentityRole`, [
      ...on(captureCustomers, SERVICE_ACTIONS),
      ...on(customers, ['dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:UpdateItem']),
      ...on(`${bucket}/checkpoints/springdemo/v7/checkpoint.pack`, ['s3:GetObject']),
    ]);
  });

  test('Bucket read the copies of their service as well', async () => {
    const { bucket, customers, key, policies } = scene('SpringdemoService');
    await exactly(policies, 'BucketIdentityRole', [
      ...on(customers, SERVICE_ACTIONS),
      ...on(`${bucket}/checkpoints/springdemo/v7/checkpoint.pack`, ['s3:GetObject']),
      ...on(bucket, ['s3:ListBucket'], { 's3:prefix': 'checkpoints/springdemo/v7/' }),
      ...on(key, ['kms:Decrypt']),
    ]);
    await never(policies, 'BucketIdentityRole', [
      ...on(`${bucket}/checkpoints/other/v7/checkpoint.pack`, ['s3:GetObject']),
      ...on(`${bucket}/checkpoints/springdemo/v7/checkpoint.pack`, ['s3:PutObject', 's3:DeleteObject']),
    ]);
  });
});

test('the flow logs of the network write to their log group, and need every action', async () => {
  const { base } = scene('EksCracBase');
  const group = base.arnOf('AWS::Logs::LogGroup', 'NetworkFlowLogs');
  await exactly(base, 'NetworkVpcFlows', [
    ...on(group, ['logs:DescribeLogStreams']),
    ...on(group.replace(/\*$/, 'log-stream:x'), ['logs:CreateLogStream', 'logs:PutLogEvents']),
  ]);
  await never(base, 'NetworkVpcFlows', [
    ...on(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:other:log-stream:x`, ['logs:PutLogEvents']),
    ...on(group, ['logs:DeleteLogGroup']),
  ]);
});
