import { z } from 'zod';
import { CPU_CLASSES } from '../../../engines';
import type { CpuClassData } from '../../../engines';
import { Failure } from '../../../kit/report/failure';
import { hasImage } from '../../../releases/registry/image-digest';
import { unknown } from '../finding';
import type { Finding } from '../finding';
import type { AwsCli } from './aws-cli';

/** What the checks need of the context in `cdk.json`. */
export const deployment = z.object({
  account: z.string(),
  region: z.string(),
  connectionArn: z.string(),
  cpuClass: z.string(),
  jdkImage: z.string(),
  buildImage: z.string(),
});

export type Deployment = z.infer<typeof deployment>;

export interface Check {
  readonly title: string;
  readonly look: (aws: AwsCli, deployment: Deployment) => Promise<Finding>;
}

/** Two system nodes of two CPUs, and the pods of the reference app on three nodes of four. */
const LEAST_CPUS = 16;

export const CHECKS: readonly Check[] = [
  { title: 'account', look: account },
  { title: 'bootstrap', look: bootstrap },
  { title: 'connection', look: connection },
  { title: 'instance type', look: instanceType },
  { title: 'CPUs of EC2', look: cpus },
  { title: 'jdkImage', look: (_aws, { jdkImage }) => image(jdkImage) },
  { title: 'buildImage', look: (_aws, { buildImage }) => image(buildImage) },
];

/** Asks AWS, and judges what it answers; what may not be asked is for the user to ask. */
async function judge<T>(
  aws: AwsCli,
  [args, schema]: readonly [readonly string[], z.ZodType<T>],
  remedy: string,
  say: (answer: T) => { readonly right: boolean; readonly text: string },
): Promise<Finding> {
  const asked = await aws.ask(schema, args);
  if (asked.kind === 'denied') return unknown('these credentials may not look', aws.written(args));
  if (asked.kind === 'refused') return { state: 'wrong', text: asked.reason, remedy };
  const { right, text } = say(asked.answer);
  return right ? { state: 'right', text } : { state: 'wrong', text, remedy };
}

function account(aws: AwsCli, { account: wanted }: Deployment): Promise<Finding> {
  const question = [['sts', 'get-caller-identity'], z.object({ Account: z.string() })] as const;
  return judge(aws, question, `log in to ${wanted}, or correct \`account\` in cdk.json`, ({ Account }) => ({
    right: Account === wanted,
    text: `the credentials are of ${Account}`,
  }));
}

function bootstrap(aws: AwsCli, { account: owner, region }: Deployment): Promise<Finding> {
  const args = ['ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version'];
  const question = [args, z.object({ Parameter: z.object({ Value: z.string() }) })] as const;
  return judge(aws, question, `npx cdk bootstrap aws://${owner}/${region}`, ({ Parameter }) => ({
    right: true,
    text: `version ${Parameter.Value}`,
  }));
}

function connection(aws: AwsCli, { connectionArn }: Deployment): Promise<Finding> {
  const args = ['codeconnections', 'get-connection', '--connection-arn', connectionArn];
  const question = [args, z.object({ Connection: z.object({ ConnectionStatus: z.string() }) })] as const;
  const remedy = 'make the connection, accept it in the console, and write its ARN into cdk.json';
  return judge(aws, question, remedy, ({ Connection: { ConnectionStatus: status } }) => ({
    right: status === 'AVAILABLE',
    text: status,
  }));
}

function instanceType(aws: AwsCli, { cpuClass, region }: Deployment): Promise<Finding> {
  const classes: Readonly<Record<string, CpuClassData>> = CPU_CLASSES;
  const type = classes[cpuClass]?.captureInstanceType ?? `${cpuClass}.large`;
  const filter = ['--location-type', 'availability-zone', '--filters', `Name=instance-type,Values=${type}`];
  const offerings = z.object({ InstanceTypeOfferings: z.array(z.object({ Location: z.string() })) });
  const question = [['ec2', 'describe-instance-type-offerings', ...filter], offerings] as const;
  const remedy = 'choose another `cpuClass` or `region`';
  return judge(aws, question, remedy, ({ InstanceTypeOfferings: found }) => {
    const zones = found.map(({ Location }) => Location).sort();
    return { right: zones.length > 0, text: `EC2 has ${type} in ${zones.join(', ') || `no zone of ${region}`}` };
  });
}

function cpus(aws: AwsCli): Promise<Finding> {
  const args = ['service-quotas', 'get-service-quota', '--service-code', 'ec2', '--quota-code', 'L-1216C47A'];
  const question = [args, z.object({ Quota: z.object({ Value: z.number() }) })] as const;
  const remedy = `ask for ${LEAST_CPUS} or more: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value ${LEAST_CPUS}`;
  return judge(aws, question, remedy, ({ Quota: { Value: value } }) => ({
    right: value >= LEAST_CPUS,
    text: `the quota of CPUs on demand is ${value}, the reference app needs ${LEAST_CPUS}`,
  }));
}

async function image(name: string): Promise<Finding> {
  try {
    if (await hasImage(name)) return { state: 'right', text: name };
    return { state: 'wrong', text: `the registry does not have ${name}`, remedy: 'run npx eks-crac digests' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { state: 'wrong', text: error.message, remedy: error.remedy };
  }
}
