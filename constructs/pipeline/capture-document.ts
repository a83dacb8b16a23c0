import { Stack, Token } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CAPTURE_SPEC_VERSION, InvalidDocument, parseCaptureSpec } from '../../contract';
import type { CaptureSpecInput } from '../../contract';
import { UsageError } from '../core/errors';
import type { CheckpointEngine, CpuClass } from '../engines';
import { renderGate } from './gate-options';
import type { GateOptions } from './gate-options';
import { renderBuild } from './service-build';
import type { ServiceBuild } from './service-build';
import { renderRun } from './service-run';
import type { ServiceRun } from './service-run';
import type { WarmUp } from './warm-up';

/** A companion as the capture spec describes it. */
export type CompanionOptions = NonNullable<CaptureSpecInput['companions']>[number];

/** What the capture spec is made of. */
export interface CaptureDocumentParts {
  readonly service: string;
  readonly engine: CheckpointEngine;
  readonly cpuClass: CpuClass;
  readonly run: ServiceRun;
  readonly warmUp: WarmUp;
  readonly debianImage: string;
  readonly captureRoleArn: string;
  readonly captureSession: Duration;
  readonly publish: NonNullable<CaptureSpecInput['publish']>;

  /** @default - the gate of the capture spec */
  readonly gate?: GateOptions;

  /** @default [] */
  readonly companions?: readonly CompanionOptions[];

  /** @default - the Dockerfile at the root of the source, unless there is an `image` */
  readonly build?: ServiceBuild;

  /** @default - the image is built */
  readonly image?: string;
}

/** The stage's one input. */
export function captureDocument(scope: IConstruct, parts: CaptureDocumentParts): CaptureSpecInput {
  const { cpuClass, image } = parts;
  const spec: CaptureSpecInput = {
    version: CAPTURE_SPEC_VERSION,
    service: parts.service,
    ...(image === undefined ? { build: renderBuild(parts.build) } : { image }),
    engine: { type: parts.engine._data.type },
    cpuClass: { name: cpuClass.name, features: cpuClass.features },
    credentials: { roleArn: parts.captureRoleArn, sessionSeconds: parts.captureSession.toSeconds() },
    images: { debian: parts.debianImage },
    ...renderRun(parts.run),
    companions: [...(parts.companions ?? [])],
    warmUp: parts.warmUp._render(),
    gate: renderGate(parts.gate),
    publish: parts.publish,
  };
  refuseSecrets(scope, spec);
  validate(scope, spec);
  return spec;
}

const SECRET = /\{\{resolve:(secretsmanager|ssm-secure):/;

/** CloudFormation would write the secret into the project, where everybody who may read projects can read it. */
function refuseSecrets(scope: IConstruct, spec: CaptureSpecInput): void {
  for (const [name, value] of Object.entries(spec)) {
    if (!SECRET.test(JSON.stringify(Stack.of(scope).resolve(value)))) continue;
    throw new UsageError(
      'invalid-prop',
      `\`${name}\` must hold no secret, got: a reference to a secret of AWS; it would be in the project, in the build's log and in the checkpoint; let the service read it and grant \`captureRole\``,
      scope,
    );
  }
}

/** Fields of the capture spec that have another name as props. */
const PROPS: readonly (readonly [string, string])[] = [
  ['readiness.path', 'run.readiness'],
  ['readiness.status', 'run.readinessStatus'],
  ['readiness.timeoutSeconds', 'run.readinessTimeout'],
  ['gate.deadlineSeconds', 'gate.deadline'],
  ['credentials.sessionSeconds', 'captureSession'],
  ['images.debian', 'debianImage'],
];

function validate(scope: IConstruct, spec: CaptureSpecInput): void {
  try {
    parseCaptureSpec(withSamples(spec), 'of the pipeline');
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    throw new UsageError('invalid-prop', error.problems.map(nameProp).join('\n'), scope);
  }
}

function nameProp(problem: string): string {
  const [field, prop] = PROPS.find(([name]) => problem.startsWith(`\`${name}\``)) ?? ['', ''];
  return problem.replace(`\`${field}\``, `\`${prop}\``);
}

/** What stands for a value of a certain form that is known at deployment only; the stage looks at the real one. */
const SAMPLES: Readonly<Record<string, string | number>> = {
  'images.debian': `debian@sha256:${'0'.repeat(64)}`,
  'credentials.roleArn': 'arn:aws:iam::111122223333:role/sample',
  'publish.repository': '111122223333.dkr.ecr.eu-west-1.amazonaws.com/sample',
  'publish.s3.bucket': 'sample',
  'publish.efs.fileSystemId': 'fs-00000000',
  'publish.efs.accessPointId': 'fsap-00000000',
  'run.port': 1024,
  'run.cpu': 1,
  'run.memoryMiB': 1024,
};

function withSamples(value: unknown, path = ''): unknown {
  if (Token.isUnresolved(value)) return SAMPLES[path] ?? value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withSamples(inner, path === '' ? name : `${path}.${name}`)]),
  );
}
