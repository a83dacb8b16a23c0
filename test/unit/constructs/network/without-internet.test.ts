import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { CheckpointPipeline, CheckpointRepository, CpuClass } from '../../../../constructs';
import { page } from '../../docs/pages';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';
import { SOURCE, specWith } from '../../../support/cdk/pipeline-scene';

const PAGE = page('docs/accounts.md');

/** The services that the page lists, as the last part of an endpoint's name. */
const SERVICES = [...PAGE.text.matchAll(/^- `([a-z.-]+)`/gm)].map(([, name = '']) => name);

test('a pipeline builds in a subnet without a way out, with an endpoint for each service that it calls', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const vpc = new Vpc(stack, 'Vpc', {
    availabilityZones: [`${REGION}a`],
    natGateways: 0,
    subnetConfiguration: [{ name: 'closed', subnetType: SubnetType.PRIVATE_ISOLATED }],
    gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
  });
  for (const name of SERVICES) vpc.addInterfaceEndpoint(name, { service: new InterfaceVpcEndpointAwsService(name) });
  new CheckpointPipeline(stack, 'Pipeline', {
    vpc,
    subnet: vpc.isolatedSubnets[0],
    cpuClass: CpuClass.m7a(),
    source: SOURCE,
    spec: specWith({}),
  });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EC2::NatGateway', 0);
  template.resourceCountIs('AWS::EC2::InternetGateway', 0);
  template.resourceCountIs('AWS::EC2::VPCEndpoint', SERVICES.length + 1);
  template.hasResourceProperties('AWS::CodeBuild::Fleet', {
    FleetVpcConfig: Match.objectLike({ Subnets: [{ Ref: Match.stringLikeRegexp('closedSubnet1') }] }),
  });
  expect(SERVICES).toEqual(['sts', 'ecr.api', 'ecr.dkr', 'logs', 'kms', 'codebuild']);
});

test('releases of one account are pulled, and not pushed, by the nodes of another', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const { repository } = new CheckpointRepository(stack, 'Repository');
  repository.grantPull(new AccountPrincipal('444455556666'));
  Template.fromStack(stack).hasResourceProperties('AWS::ECR::Repository', {
    RepositoryPolicyText: {
      Statement: [
        Match.objectLike({
          Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
          Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([':iam::444455556666:root'])] } },
        }),
      ],
    },
  });
});
