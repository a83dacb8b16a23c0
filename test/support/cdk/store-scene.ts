import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Connections, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Release } from '../../../constructs';
import type { ICheckpointStore, StoreReader } from '../../../constructs';
import { RECORD } from '../unit-release-record';
import { ACCOUNT, REGION, RolePolicies } from './iam';

/** A stack with a writer and a reader of a store. */
export function storeScene(make: (stack: Stack, vpc: Vpc) => ICheckpointStore, stores = RECORD.stores) {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: [`${REGION}a`, `${REGION}b`], flowLogs: { Flows: {} } });
  const store = make(stack, vpc);
  const role = (id: string) => new Role(stack, id, { assumedBy: new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:root`) });
  const connections = (id: string) => new SecurityGroup(stack, id, { vpc, allowAllOutbound: false });
  const writer = { grantee: role('Writer'), connections: connections('WriterGroup'), vpc, service: 'customers' };
  const reader: StoreReader = {
    grantee: role('Reader'),
    connections: new Connections({ securityGroups: [connections('ReaderGroup')] }),
    fileSystemDriver: role('Driver'),
    release: Release.fromRecord({ ...RECORD, stores }),
    name: 'customers',
    namespace: 'shop',
  };
  return { stack, store, writer, reader, policies: () => new RolePolicies(Template.fromStack(stack)) };
}
