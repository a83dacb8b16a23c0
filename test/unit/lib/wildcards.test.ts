import { Template } from 'aws-cdk-lib/assertions';
import { RolePolicies } from '../../support/cdk/iam';
import { referenceScene } from '../../support/cdk/reference-scene';

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

/** Wildcards of a policy, each with the reason for it. */
type Wildcards = Readonly<Record<string, string>>;

function because(reason: string, ...wildcards: readonly string[]): Wildcards {
  return Object.fromEntries(wildcards.map((wildcard) => [wildcard, reason]));
}

const STREAMS = 'the ARN of a log group ends so: its streams';
const ARTIFACTS = 'CodePipeline chooses the names of artifacts; bucket and key are those of this pipeline alone';
const COPIES = 'a copy is a folder of objects; they are those of one service';
const OF_THE_CDK = 'the CDK grants it on a bucket or a key of this pipeline alone';
const EC2_LISTS = 'the actions of EC2 that list know no resource';
const KARPENTER = 'as Karpenter publishes it; what is made or changed must carry the tags of this cluster';
const BALANCER = 'as the controller publishes it; what is made or changed must carry the tag of a cluster';

const ec2 = (...types: readonly string[]) => types.map((type) => `arn:aws:ec2:eu-west-1:*:${type}/*`);
const balancing = (...paths: readonly string[]) => paths.map((path) => `arn:aws:elasticloadbalancing:*:*:${path}`);

const CLUSTER = 'ClusterBlueprintct';
const ADD_ON = `${CLUSTER}blueprintsaddonkarpenter`;

const EXPECTED: Readonly<Record<string, Wildcards>> = {
  NetworkVpcFlowsIAMRoleDefaultPolicy: because(
    STREAMS,
    'arn:aws:logs:eu-west-1:111122223333:log-group:NetworkFlowLogs:*',
  ),
  PipelineBuildRoleDefaultPolicy: {
    ...because('ecr:GetAuthorizationToken knows no resource', '*'),
    ...because(ARTIFACTS, 'arn:aws:s3:::pipelinereleasesartifactsbucket/*'),
    ...because('data keys of one key, with and without their plaintext', 'kms:GenerateDataKey*'),
    ...because(COPIES, 'arn:aws:s3:::bucket/checkpoints/springdemo/*'),
    ...because(STREAMS, 'arn:aws:logs:eu-west-1:111122223333:log-group:PipelineBuildLogs:*'),
  },
  PipelineReleasesPipelineRoleDefaultPolicy: {
    ...because(OF_THE_CDK, 's3:Abort*', 's3:DeleteObject*', 's3:GetBucket*', 's3:GetObject*', 's3:List*'),
    ...because(OF_THE_CDK, 'kms:GenerateDataKey*', 'kms:ReEncrypt*'),
    ...because(ARTIFACTS, 'arn:aws:s3:::pipelinereleasesartifactsbucket/*'),
  },
  PipelineFleetRoleDefaultPolicy: {
    ...because('CodeBuild refuses the role of a fleet that is limited further', '*'),
    ...because('only in the subnets of the fleet', 'arn:aws:ec2:eu-west-1:111122223333:network-interface/*'),
  },
  EksCracSettleRoleDefaultPolicy: because(STREAMS, 'arn:aws:logs:eu-west-1:111122223333:log-group:EksCracSettleLogs:*'),
  BucketIdentityRoleDefaultPolicy: because(COPIES, 'arn:aws:s3:::bucket/checkpoints/springdemo/*'),
  [`${CLUSTER}KubectlProviderframeworkonEventServiceRoleDefaultPolicy`]: because(
    'the versions of one function',
    'arn:aws:lambda:eu-west-1:111122223333:function:ClusterBlueprintctKubectlProviderHandler:*',
  ),
  [`${CLUSTER}efscsicontrollersaRoleDefaultPolicy`]: because(
    'as the driver publishes it: it lists, and touches access points with its own tag only',
    '*',
  ),
  [`${CLUSTER}logcollectorsaRoleDefaultPolicy`]: because(
    STREAMS,
    'arn:aws:logs:eu-west-1:111122223333:log-group:ClusterPodLogs:*',
  ),
  [`${CLUSTER}awsloadbalancercontrollerRoleDefaultPolicy`]: because(
    BALANCER,
    '*',
    'arn:aws:ec2:*:*:security-group/*',
    ...balancing('loadbalancer/app/*/*', 'loadbalancer/net/*/*', 'targetgroup/*/*'),
    ...balancing('listener/app/*/*/*', 'listener/net/*/*/*', 'listener-rule/app/*/*/*', 'listener-rule/net/*/*/*'),
  ),
  [`${ADD_ON}nodelifecyclepolicy`]: because(
    KARPENTER,
    ...ec2('fleet', 'instance', 'launch-template', 'network-interface', 'security-group'),
    ...ec2('spot-instances-request', 'subnet', 'volume'),
    ...['image', 'snapshot'].map((type) => `arn:aws:ec2:eu-west-1::${type}/*`),
  ),
  [`${ADD_ON}iamintegrationpolicy`]: because(KARPENTER, '*'),
  [`${ADD_ON}resourcediscoverypolicy`]: {
    ...because(`${EC2_LISTS}, nor does pricing:GetProducts`, '*'),
    ...because(
      'the parameters in which AWS publishes machine images',
      'arn:aws:ssm:eu-west-1::parameter/aws/service/*',
    ),
  },
  [`${ADD_ON}zonalshiftpolicy`]: because('its condition names the cluster', '*'),
};

/** Ids and names in a template end with eight digits that mean nothing to a reader. */
const withoutHash = (text: string) => text.replace(/(?<=[a-z])[0-9a-f]{8}(?=[:/]|$)/gi, '');

test('every wildcard in the policies of roles has a reason, and every reason a wildcard', () => {
  const { stack } = referenceScene();
  const base = new RolePolicies(Template.fromStack(stack('EksCracBase')));
  const others = ['EksCracCluster', 'SpringdemoPipeline', 'SpringdemoService'].map(
    (id) => new RolePolicies(Template.fromStack(stack(id)), [base]),
  );
  const found: Record<string, Set<string>> = {};
  for (const { actions, policy, resources } of [base, ...others].flatMap((policies) => policies.granted())) {
    const wildcards = [...actions, ...resources].filter((text) => text.includes('*'));
    if (wildcards.length === 0) continue;
    found[withoutHash(policy)] = new Set([...(found[withoutHash(policy)] ?? []), ...wildcards.map(withoutHash)]);
  }
  const sorted = (of: Readonly<Record<string, Iterable<string>>>) =>
    Object.fromEntries(Object.entries(of).map(([policy, all]) => [policy, [...all].sort()]));
  expect(sorted(found)).toEqual(
    sorted(Object.fromEntries(Object.entries(EXPECTED).map(([policy, all]) => [policy, Object.keys(all)]))),
  );
});
