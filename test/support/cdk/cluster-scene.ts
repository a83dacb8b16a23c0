import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CpuClass } from '../../../constructs';
import { CheckpointCluster } from '../../../constructs/cluster';
import type { CheckpointClusterProps } from '../../../constructs/cluster';
import { ACCOUNT, REGION } from './iam';

/** A stack with a cluster in a VPC of two zones. */
export function clusterScene(
  props: Partial<CheckpointClusterProps> = {},
  env: object = { account: ACCOUNT, region: REGION },
) {
  const app = new App({ analyticsReporting: false, context: { '@aws-cdk/aws-eks:useNativeOidcProvider': true } });
  const stack = new Stack(app, 'Stack', { env });
  const availabilityZones = [`${REGION}a`, `${REGION}b`];
  const vpc = new Vpc(stack, 'Vpc', { ...('account' in env ? { availabilityZones } : {}), flowLogs: { Flows: {} } });
  const cluster = new CheckpointCluster(stack, 'Cluster', { vpc, cpuClass: CpuClass.m7a(), ...props });
  return { app, cluster, stack, vpc };
}

/** The Kubernetes objects that a stack applies, tokens left as they are. */
export function appliedObjects(template: object): readonly AppliedObject[] {
  const { Resources } = template as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource')
    .flatMap(({ Properties }) => JSON.parse(textOf(Properties['Manifest'])) as AppliedObject[]);
}

export interface AppliedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, never>;
}

/** A text of the template; what is known at deployment only is written as `token`. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [, parts] = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : 'token')).join('');
}
