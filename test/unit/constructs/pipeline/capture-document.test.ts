import { CfnParameter, Duration } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CaptureSpec, CpuClass, ServiceSource } from '../../../../constructs';
import type { CaptureSpecOverrides, CheckpointPipelineProps } from '../../../../constructs';
import { parseCaptureSpec } from '../../../../contract';
import { buildSpec } from '../../../support/cdk/build-spec';
import { specFile } from '../../../support/cdk/capture-spec-file';
import { ACCOUNT } from '../../../support/cdk/iam';
import { DEBIAN, FIELDS, pipelineScene, specWith } from '../../../support/cdk/pipeline-scene';

type Props = Parameters<typeof pipelineScene>[0];

/** Returns the line that starts the stage, for values without shell quotes. */
function commandOf(props: Props): string {
  return buildSpec(pipelineScene(props).template()).phases.build.commands[0];
}

/** Returns the capture spec with which a build starts. */
function documentOf(props: Props): Readonly<Record<string, unknown>> {
  const [, json = ''] = /--spec-json '([^']*)'/.exec(commandOf(props)) ?? [];
  return JSON.parse(json) as Record<string, unknown>;
}

const specOf = (props: Props) => parseCaptureSpec(documentOf(props), 'of the test');

/** Every capture spec of the samples. */
const samples = readdirSync('examples').flatMap((sample) =>
  readdirSync(join('examples', sample))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join('examples', sample, name)),
);

test('samples exist', () => {
  expect(samples).toEqual(
    expect.arrayContaining(['plain', 'postgres', 'springdemo'].map((name) => `examples/${name}/eks-crac.yaml`)),
  );
});

test.each(samples)('%s reaches the build unchanged, with what only AWS knows added', (path) => {
  const document = documentOf({ spec: CaptureSpec.fromFile(path) });
  expect(document).toEqual({
    ...(parse(readFileSync(path, 'utf8')) as object),
    cpuClass: { name: 'm7a' },
    credentials: { roleArn: expect.stringMatching(/:role\//) as string },
    publish: { repository: expect.stringContaining('.amazonaws.com/') as string },
  });
  expect(() => parseCaptureSpec(document, path)).not.toThrow();
});

/** A capture spec with every field that a pipeline supports. */
const EVERYTHING = {
  service: 'customers',
  build: { context: 'app', dockerfile: 'run.Dockerfile', args: { BASE_IMAGE: DEBIAN }, target: 'run' },
  engine: { type: 'criu' },
  run: { port: 9000, cpu: 0.5, memoryMiB: 512, env: { MODE: 'ci' }, readOnlyRoot: true },
  companions: [{ name: 'db', image: DEBIAN, port: 5432, env: { A: '1' }, readiness: { tcp: true, timeoutSeconds: 5 } }],
  readiness: { path: '/up', status: 204, timeoutSeconds: 300 },
  warmUp: {
    requests: [
      { method: 'POST', path: '/api', json: { name: 'Grace' }, status: 201 },
      { path: '/api', headers: { accept: 'x' } },
    ],
    concurrency: 4,
    until: { count: 500 },
    allowedFailureRate: 0.01,
  },
  checkpoint: {
    trigger: 'warm-up',
    dryRunHooks: false,
    clock: 'namespace',
    descriptors: [{ action: 'close', kind: 'tcp', pattern: '*:5432' }],
  },
  gate: { restores: 3, deadlineSeconds: 30, requests: [{ path: '/a', compare: 'status' }], ignore: ['id'] },
} as const;

test('a field means the same in code and in a file, and arrives unchanged', () => {
  const [inCode, inFile] = [CaptureSpec.of(EVERYTHING), CaptureSpec.fromFile(specFile(EVERYTHING))].map((spec) =>
    documentOf({ spec, cpuClass: CpuClass.m7i() }),
  );
  expect(inCode).toEqual(inFile);
  expect(inCode).toMatchObject({ version: 1, ...EVERYTHING, cpuClass: { name: 'm7i' } });
});

test.each<[CaptureSpecOverrides, object]>([
  [{ env: { MODE: 'prod', TABLE: 't' } }, { run: { ...EVERYTHING.run, env: { MODE: 'prod', TABLE: 't' } } }],
  [
    { buildArgs: { BUILD_IMAGE: DEBIAN } },
    { build: { ...EVERYTHING.build, args: { BASE_IMAGE: DEBIAN, BUILD_IMAGE: DEBIAN } } },
  ],
  [{ companions: [] }, { companions: [] }],
  [{ image: DEBIAN }, { image: DEBIAN, build: undefined }],
])('%j changes that field and nothing else', (overrides, expected) => {
  const path = specFile(EVERYTHING);
  const before = documentOf({ spec: CaptureSpec.fromFile(path) });
  expect(documentOf({ spec: CaptureSpec.fromFile(path, overrides) })).toEqual({ ...before, ...expected });
});

test('paths are relative to the folder of the source in which the file lies', () => {
  const path = specFile({});
  expect(commandOf({ spec: CaptureSpec.fromFile(path) })).toContain('--source "$CODEBUILD_SRC_DIR" ');
  expect(commandOf({ spec: CaptureSpec.fromFile(path, { folder: 'services/customers' }) })).toContain(
    '--source "$CODEBUILD_SRC_DIR/services/customers" ',
  );
});

test('the path of a file on this machine is in no template', () => {
  const template = (spec: CaptureSpec) => JSON.stringify(pipelineScene({ spec }).template().toJSON());
  expect(template(CaptureSpec.fromFile(specFile({})))).toBe(template(CaptureSpec.fromFile(specFile({}))));
});

test('overrides may be known only at deployment', () => {
  const { env, ...others } = { env: 'Table', argument: 'Jdk', companion: 'Database' };
  const parameters = (stack: ConstructorParameters<typeof CfnParameter>[0]): CheckpointPipelineProps['spec'] => {
    const [argument = '', image = ''] = Object.values(others).map((id) => new CfnParameter(stack, id).valueAsString);
    return CaptureSpec.fromFile(specFile({}), {
      env: { TABLE: new CfnParameter(stack, env).valueAsString },
      buildArgs: { BASE_IMAGE: argument },
      companions: [{ name: 'db', image, port: 5432 }],
    });
  };
  expect(documentOf((stack) => ({ spec: parameters(stack) }))).toMatchObject({
    build: { args: { BASE_IMAGE: 'jdk' } },
    run: { ...FIELDS.run, env: { TABLE: 'table' } },
    companions: [{ name: 'db', image: 'database', port: 5432 }],
  });
});

test('an ECR image replaces the build that a file describes for rehearsals', () => {
  const spec = CaptureSpec.fromFile(specFile({ build: { context: 'app' } }));
  const command = commandOf((stack) => ({
    spec,
    source: ServiceSource.ecr({ repository: new Repository(stack, 'Images'), tag: 'stable' }),
  }));
  expect(command).toContain(`"image":"'"$EKS_CRAC_IMAGE"'"`);
  expect(command).not.toContain('"build"');
});

test('the service gets a session of the role that the pipeline creates', () => {
  expect(specOf({}).credentials).toMatchObject({ sessionSeconds: 300 });
  expect(specOf({ captureSession: Duration.minutes(30) }).credentials).toMatchObject({ sessionSeconds: 1800 });
});

test('the service gets a session of the role that the capture spec names', () => {
  const credentials = { roleArn: `arn:aws:iam::${ACCOUNT}:role/customers`, sessionSeconds: 3600 };
  const spec = specWith({ credentials });
  expect(specOf({ spec }).credentials).toEqual(credentials);
  const { pipeline, stack, template } = pipelineScene({ spec });
  expect(stack.resolve(pipeline.captureRole.roleArn)).toBe(credentials.roleArn);
  const policies = JSON.stringify(template().findResources('AWS::IAM::Policy'));
  expect(policies).toContain(`"Action":"sts:AssumeRole","Effect":"Allow","Resource":"${credentials.roleArn}"`);
});
