import { readdirSync } from 'node:fs';
import { packagePath } from '../../../kit/package-path';
import { CHART } from './kubectl-handler';
import type { StandInOptions } from './stack-stand-in';

const CHARTS = packagePath('test/fixtures/upstream/charts');
const IDS: Readonly<Record<string, string>> = {
  'AWS::EC2::Subnet': 'subnet-0123456789abcdef0',
  'AWS::EC2::VPC': 'vpc-0123456789abcdef0',
};
const ATTRIBUTES: Readonly<Record<string, string>> = { ClusterSecurityGroupId: 'sg-0123456789abcdef0' };

/** What the objects of a cluster ask of AWS, and a folder in place of the repositories of charts. */
export const CLUSTER_STACK: StandInOptions = {
  longestWaitSeconds: 60,
  known: ({ Type }, attribute) => (attribute === undefined ? IDS[Type] : ATTRIBUTES[attribute]),
  instead: (type, properties) => (type === CHART ? fromFolder(properties) : properties),
};

/** The chart that the template names, from this folder; its images are not here, so nobody waits for its pods. */
function fromFolder({ Chart, Repository: _, Version, Wait: __, ...rest }: Readonly<Record<string, unknown>>) {
  const file = `${String(Chart)}-${String(Version)}.tgz`;
  if (!readdirSync(CHARTS).includes(file)) throw new Error(`no ${file} in test/fixtures/upstream/charts`);
  return { ...rest, Chart: `${CHARTS}/${file}` };
}
