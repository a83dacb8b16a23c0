import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CaptureSpec, CheckpointPipeline, CpuClass, ServiceSource } from '../../../constructs';
import type { CaptureSpecFields, CheckpointPipelineProps } from '../../../constructs';
import { ACCOUNT, REGION } from './iam';

export const CONNECTION = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/00000000-0000-0000-0000-000000000000`;
export const DEBIAN = `public.ecr.aws/docker/library/debian@sha256:${'0'.repeat(64)}`;

export const SOURCE = ServiceSource.codeConnection({
  repository: 'acme/customers',
  branch: 'main',
  connectionArn: CONNECTION,
});

/** The smallest capture spec that a pipeline takes. */
export const FIELDS = {
  service: 'customers',
  run: { port: 8080, cpu: 1, memoryMiB: 1024 },
  readiness: { path: '/ready' },
  warmUp: { requests: [{ path: '/api/customers' }] },
} as const satisfies CaptureSpecFields;

/** That one with other fields. */
export function specWith(change: Partial<CaptureSpecFields>): CaptureSpec {
  return CaptureSpec.of({ ...FIELDS, ...change });
}

type Props = Partial<CheckpointPipelineProps>;

/** A stack with a network, in an account and region of its own. */
export function pipelineStack(app = new App()): { readonly stack: Stack; readonly vpc: Vpc } {
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: [`${REGION}a`, `${REGION}b`], flowLogs: { Flows: {} } });
  return { stack, vpc };
}

/** A stack with a pipeline; what is not given is what a test does not care about. */
export function pipelineScene(props: Props | ((stack: Stack, vpc: Vpc) => Props) = {}, app = new App()) {
  const { stack, vpc } = pipelineStack(app);
  const pipeline = new CheckpointPipeline(stack, 'Pipeline', {
    vpc,
    cpuClass: CpuClass.m7a(),
    source: SOURCE,
    spec: specWith({}),
    ...(typeof props === 'function' ? props(stack, vpc) : props),
  });
  return { stack, vpc, pipeline, template: () => Template.fromStack(stack) };
}
