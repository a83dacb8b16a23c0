import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CheckpointFileSystem, CheckpointStore } from '../../../../constructs';
import { areDifferentNetworks } from '../../../../constructs/core/networks';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';

const env = { account: ACCOUNT, region: REGION };
const zones = { availabilityZones: [`${REGION}a`, `${REGION}b`] };

function stacks() {
  const app = new App();
  return { one: new Stack(app, 'One', { env }), two: new Stack(app, 'Two', { env }) };
}

const imported = (stack: Stack, vpcId: string): IVpc => Vpc.fromVpcAttributes(stack, 'Imported', { vpcId, ...zones });

test('a VPC that each of two stacks imports is one VPC', () => {
  const { one, two } = stacks();
  expect(areDifferentNetworks(imported(one, 'vpc-1'), imported(two, 'vpc-1'))).toBe(false);
  expect(areDifferentNetworks(imported(stacks().one, 'vpc-1'), imported(stacks().two, 'vpc-2'))).toBe(true);
});

test('a file system serves builds whose stack looked up the same VPC', () => {
  const { one, two } = stacks();
  const lookedUp = (stack: Stack) => Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-12345' });
  const store = CheckpointStore.fileSystem(new CheckpointFileSystem(one, 'FileSystem', { vpc: lookedUp(one) }));
  const vpc = lookedUp(two);
  const grantee = new Role(two, 'Role', { assumedBy: new AccountRootPrincipal() });
  const connections = new SecurityGroup(two, 'Group', { vpc });
  expect(() => store.bindPipeline(two, { grantee, connections, vpc, service: 'customers' })).not.toThrow();
});

test('two VPCs that the app creates differ', () => {
  const { one, two } = stacks();
  const [vpc, other] = [new Vpc(one, 'Vpc', zones), new Vpc(two, 'Vpc', zones)];
  expect(areDifferentNetworks(vpc, other)).toBe(true);
  expect(areDifferentNetworks(vpc, vpc)).toBe(false);
});

test('ids that only the deployment knows are not refused', () => {
  const { one, two } = stacks();
  const ofParameter = imported(two, new CfnParameter(two, 'VpcId').valueAsString);
  expect(areDifferentNetworks(new Vpc(one, 'Vpc', zones), ofParameter)).toBe(false);
  expect(areDifferentNetworks(imported(one, 'vpc-1'), ofParameter)).toBe(false);
});
