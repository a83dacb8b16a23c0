import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CheckpointNetwork } from '../../../../constructs/network';
import type { CheckpointNetworkProps } from '../../../../constructs/network';

function network(props: CheckpointNetworkProps = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  new CheckpointNetwork(stack, 'Network', props);
  return Template.fromStack(stack);
}

describe('CheckpointNetwork', () => {
  test('keeps S3 traffic of every private subnet off the NAT gateway', () => {
    const template = network({ maxAzs: 2 });
    template.resourceCountIs('AWS::EC2::NatGateway', 1);
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
    const [endpoint] = Object.values(template.findResources('AWS::EC2::VPCEndpoint')) as [
      { Properties: { RouteTableIds: unknown[] } },
    ];
    expect(endpoint.Properties.RouteTableIds).toHaveLength(4);
  });

  test('logs rejected traffic and keeps the logs as long as given', () => {
    const template = network({ flowLogRetention: RetentionDays.ONE_WEEK });
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT', ResourceType: 'VPC' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  test('gives instances no public address by default', () => {
    const subnets = Object.values(network().findResources('AWS::EC2::Subnet')) as {
      Properties: { MapPublicIpOnLaunch: boolean };
    }[];
    expect(subnets.map(({ Properties }) => Properties.MapPublicIpOnLaunch)).not.toContain(true);
  });

  test.each([
    [{ maxAzs: 1 }, '`maxAzs` must be at least 2, the least that EKS takes, got: 1 [at Stack/Network]'],
    [
      { natGateways: 0 },
      '`natGateways` must be between 1 and 3, the number of zones, got: 0; builds and nodes need a way out [at Stack/Network]',
    ],
    [
      { maxAzs: 2, natGateways: 3 },
      '`natGateways` must be between 1 and 2, the number of zones, got: 3; builds and nodes need a way out [at Stack/Network]',
    ],
  ])('rejects %j', (props, text) => {
    expect(() => network(props)).toThrow(new Error(text));
  });
});
