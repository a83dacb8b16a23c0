import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { packagePath } from '../../../kit/package-path';
import { CHARTS } from '../../../manifests/cluster/pinned-versions';
import { ACCOUNT, REGION, RolePolicies } from '../../support/cdk/iam';
import type { PolicyDocument } from '../../support/cdk/iam';
import { PolicyDifference, publishedPolicy } from '../../support/cdk/policy-difference';
import { referenceScene } from '../../support/cdk/reference-scene';

interface Published {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: { readonly PolicyDocument: string } }>
  >;
}

/** Tags of CloudFormation's own, whose arguments stay as they are. */
const TAGS = ['!Sub', '!Ref', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }));
const PREFIX = 'ClusterBlueprintct';

const published = (file: string) => readFileSync(packagePath(`test/fixtures/upstream/policies/${file}`), 'utf8');

let policies: RolePolicies;
let cluster: string;
beforeAll(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const { stack } = referenceScene();
  const base = new RolePolicies(Template.fromStack(stack('EksCracBase')));
  policies = new RolePolicies(Template.fromStack(stack('EksCracCluster')), [base]);
  cluster = policies.find('AWS::EKS::Cluster');
});
afterAll(() => jest.restoreAllMocks());

function difference(theirs: readonly PolicyDocument[], role: string): PolicyDifference {
  const ours = policies.policiesOf(policies.find('AWS::IAM::Role', `${PREFIX}${role}`));
  return new PolicyDifference(theirs, ours, cluster);
}

test('Karpenter may do what it publishes, and where blueprints differ there is a reason', () => {
  const { Resources } = parse(published(`karpenter-${CHARTS.karpenter}.yaml`), { customTags: TAGS }) as Published;
  const names = {
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    ClusterName: cluster,
    'KarpenterNodeRole.Arn': policies.arnOf('AWS::IAM::Role', `${PREFIX}karpenternoderole`),
    'KarpenterInterruptionQueue.Arn': policies.arnOf('AWS::SQS::Queue'),
  };
  const theirs = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')
    .map(({ Properties }) => publishedPolicy(Properties.PolicyDocument, names));
  expect(theirs).toHaveLength(6);
  const found = difference(theirs, 'blueprintsaddonkarpentersaRole');
  const missing = {
    'no NodePool here uses a reservation or a placement group': /(capacity-reservation|placement-group)\/\*$/,
    'of the tags of a cluster one is asked for, not both; Karpenter sets both when it launches': /eks:eks-cluster-name/,
    'any launch template may be launched from': /launch-template\/\* if aws:ResourceTag/,
    'instance profiles are limited by their tags alone': /^iam:\w+InstanceProfile on arn/,
    'the one role that may be passed trusts EC2 alone': /^iam:PassRole .* if iam:PassedToService/,
  };
  const added = {
    'of the tags of a cluster one is asked for': /^ec2:(Run|Create)\w+ on .* if aws:Re(quest|source)Tag/,
    'any launch template and request of spot may be launched from': /(launch-template|spot-instances-request)\/\*$/,
    'instance profiles are limited by their tags alone': /^iam:\w+InstanceProfile on \*/,
    'the one role that may be passed trusts EC2 alone': /^iam:PassRole on [^ ]+$/,
    'older versions of Karpenter read them': /^(ec2:DescribeAvailabilityZones|sqs:GetQueueAttributes) /,
  };
  expect(found.unexplained(missing, added)).toEqual([]);
  const actions = (all: readonly string[]) => new Set(all.map((grant) => grant.replace(/ .*/, '')));
  // Whatever it publishes is granted, with another condition.
  expect([...actions(found.missing)].filter((action) => !actions(found.added).has(action))).toEqual([]);
});

test('the load balancer controller may do exactly what it publishes', () => {
  const theirs = publishedPolicy(published(`load-balancer-controller-${CHARTS.loadBalancerController}.json`));
  const { added, missing } = difference([theirs], 'awsloadbalancercontrollerRole');
  expect({ added, missing }).toEqual({ added: [], missing: [] });
});

test('the EFS driver may do what it publishes, except for S3 Files, and mount', () => {
  const theirs = publishedPolicy(published('efs-csi-driver-3.3.0.json'));
  const found = difference([theirs], 'efscsicontrollersaRole');
  const missing = {
    'no store is on S3 Files': /^s3files:/,
    'an access point has its tag in the request that creates it': /^elasticfilesystem:TagResource .*ResourceTag/,
  };
  const added = {
    'the access point of the store': /^elasticfilesystem:ClientMount .* if elasticfilesystem:AccessPointArn/,
    'an access point has its tag in the request that creates it': /^elasticfilesystem:TagResource .*RequestTag/,
  };
  expect(found.unexplained(missing, added)).toEqual([]);
});
