import { Duration, SecretValue } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CaptureSpec, CheckpointStore, CpuClass } from '../../../../constructs';
import type { CaptureSpecFields, CheckpointPipelineProps } from '../../../../constructs';
import { ENGINES } from '../../../../engines';
import { specFile } from '../../../support/cdk/capture-spec-file';
import { FIELDS, pipelineScene, specWith } from '../../../support/cdk/pipeline-scene';

describe('a pipeline', () => {
  afterEach(() => jest.restoreAllMocks());

  const { run: RUN } = FIELDS;
  const ROLE = 'arn:aws:iam::111122223333:role/customers';
  const XLARGE = CpuClass.of({
    name: 'xlarge',
    families: ['c7g'],
    captureInstanceType: 'c7g.xlarge',
    architecture: 'arm64',
  });
  const LARGE = CpuClass.of({
    name: 'large',
    families: ['m7a'],
    captureInstanceType: 'm7a.4xlarge',
    architecture: 'amd64',
  });

  const NARROW = CpuClass.of({
    name: 'narrow',
    families: ['m7a'],
    captureInstanceType: 'm7a.large',
    architecture: 'amd64',
    features: 'generic',
  });

  type Case = readonly [Partial<CheckpointPipelineProps>, string];

  const cases: readonly Case[] = [
    [
      { captureSession: Duration.seconds(30) },
      '`captureSession` must be whole seconds, a minute to an hour, got: 30 seconds',
    ],
    [
      { captureSession: Duration.minutes(61) },
      '`captureSession` must be whole seconds, a minute to an hour, got: 1 hour 1 minute',
    ],
    [
      { captureSession: Duration.millis(900_500) },
      '`captureSession` must be whole seconds, a minute to an hour, got: 15 minutes 500 millis',
    ],
    [
      { captureSession: Duration.minutes(30), spec: specWith({ credentials: { roleArn: ROLE } }) },
      '`captureSession` is for the role that the pipeline makes, and the capture spec has `credentials`; write `credentials.sessionSeconds` there',
    ],
    [
      { spec: specWith({ cpuClass: { name: 'm7i' } }) },
      "`cpuClass` must be that of the pipeline, 'm7a', got: 'm7i'; leave it out, or give the pipeline that class",
    ],
    [
      {
        spec: specWith({ cpuClass: { name: 'narrow', features: 'native' }, engine: { type: 'warp' } }),
        cpuClass: NARROW,
      },
      `\`cpuClass\` must be that of the pipeline, 'narrow' with features "generic", got: 'narrow' with features "native"; leave it out, or give the pipeline that class`,
    ],
    [{ stores: [] }, '`stores` must have at least 1 entry, got: []; drop `stores` or write [CheckpointStore.image()]'],
    [
      { stores: [CheckpointStore.image(), CheckpointStore.image()] },
      "`stores` must have at most one store of a type, got: image, image; drop one 'image'",
    ],
    [
      { spec: specWith({ run: { ...RUN, cpu: 4 } }) },
      '`run.cpu` must be at most 2, the CPUs of the capture host m7a.large, got: 4; give the capture host a larger `instanceType`',
    ],
    [
      { spec: specWith({ run: { ...RUN, cpu: 32 } }), cpuClass: LARGE },
      '`run.cpu` must be at most 16, the CPUs of the capture host m7a.4xlarge, got: 32; give the capture host a larger `instanceType`',
    ],
    [
      { spec: specWith({ run: { ...RUN, memoryMiB: 2390 } }) },
      '`run.memoryMiB` must be at most 2389, the memory of the capture host m7a.large (8192 MiB) without 1024 MiB for the build, shared by 3 copies in the gate, got: 2390; give the capture host a larger `instanceType`',
    ],
    [
      { spec: specWith({ run: { ...RUN, memoryMiB: 2048 }, gate: { restores: 4 } }), cpuClass: XLARGE },
      '`run.memoryMiB` must be at most 1792, the memory of the capture host c7g.xlarge (8192 MiB) without 1024 MiB for the build, shared by 4 copies in the gate, got: 2048; give the capture host a larger `instanceType`',
    ],
  ];

  test.each(cases.map(([props, text]) => [text, props] as const))('is rejected with the message: %s', (text, props) => {
    expect(() => pipelineScene(props)).toThrow(new Error(`${text} [at Stack/Pipeline]`));
  });

  test.each<[string, object, string]>([
    [
      'a limit',
      { run: { port: 8080, cpu: 1 } },
      "`run.memoryMiB` is missing; write memory in MiB, as in the pod's limit, for example 1024",
    ],
    [
      'too many CPUs',
      { run: { ...RUN, cpu: 4 } },
      '`run.cpu` must be at most 2, the CPUs of the capture host m7a.large, got: 4; give the capture host a larger `instanceType`',
    ],
  ])('is rejected with the file name: %s', (_, change, text) => {
    const path = specFile(change);
    expect(() => pipelineScene({ spec: CaptureSpec.fromFile(path) })).toThrow(
      new Error(`${path}: ${text} [at Stack/Pipeline]`),
    );
  });

  test.each(['cpu', 'memoryMiB'] as const)('is rejected without %s', (name) => {
    const run = { ...RUN, [name]: undefined };
    const remedy = { cpu: 'CPUs, as in', memoryMiB: 'memory in MiB, as in' }[name];
    const example = { cpu: '1 or 0.5', memoryMiB: '1024' }[name];
    expect(() => pipelineScene({ spec: specWith({ run }) })).toThrow(
      new Error(
        `\`run.${name}\` is missing; write ${remedy} the pod's limit, for example ${example} [at Stack/Pipeline]`,
      ),
    );
  });

  test('may use as many CPUs as the capture host has', () => {
    expect(() => pipelineScene({ spec: specWith({ run: { ...RUN, cpu: 16 } }), cpuClass: LARGE })).not.toThrow();
  });

  test('may use as much memory as the capture host has for the copies of the gate', () => {
    expect(() => pipelineScene({ spec: specWith({ run: { ...RUN, memoryMiB: 2389 } }) })).not.toThrow();
    expect(() =>
      pipelineScene({ spec: specWith({ run: { ...RUN, memoryMiB: 21_504 } }), cpuClass: LARGE }),
    ).not.toThrow();
  });

  test.each(['x2iedn.large', 'c5n.large', 'm7a.metal-48xl'])(
    'does not check the memory of %s',
    (captureInstanceType) => {
      const [family = ''] = captureInstanceType.split('.');
      const cpuClass = CpuClass.of({ name: 'own', families: [family], captureInstanceType, architecture: 'amd64' });
      expect(() =>
        pipelineScene({ spec: specWith({ run: { ...RUN, memoryMiB: 1_000_000 } }), cpuClass }),
      ).not.toThrow();
    },
  );

  test('is rejected for an engine that needs a newer kernel than the capture host has', () => {
    jest.replaceProperty(ENGINES.criu, 'minimumKernel', '6.6');
    expect(() => pipelineScene()).toThrow(
      new Error(
        "engine 'criu' needs Linux 6.6 or newer, and CaptureHost.ec2() has 6.1; give it a `machineImage` with a newer kernel, or choose another engine [at Stack/Pipeline]",
      ),
    );
  });

  test('is rejected for an engine that does not support the features of the CPU class', () => {
    expect(() => pipelineScene({ cpuClass: NARROW })).toThrow(
      new Error(
        "engine 'criu' does not support `features`, got: \"generic\" of CPU class 'narrow'; drop `features` or choose engine 'warp' [at Stack/Pipeline]",
      ),
    );
  });

  test.each<[string, Partial<CaptureSpecFields>]>([
    ['run', { run: { ...RUN, env: { SETTING: SecretValue.secretsManager('x').unsafeUnwrap() } } }],
    ['build', { build: { args: { TOKEN: SecretValue.ssmSecure('/x', '1').unsafeUnwrap() } } }],
    [
      'warmUp',
      {
        warmUp: {
          requests: [{ path: '/', headers: { 'accept-language': SecretValue.secretsManager('x').unsafeUnwrap() } }],
        },
      },
    ],
  ])('is rejected with a secret in %s', (name, change) => {
    expect(() => pipelineScene({ spec: specWith(change) })).toThrow(
      new Error(
        `\`${name}\` must hold no secret, got: a reference to a secret of AWS; it would be in the project, in the build's log and in the checkpoint; let the service read it and grant \`captureRole\` [at Stack/Pipeline]`,
      ),
    );
  });

  test.each([
    [Duration.minutes(4), '4 minutes'],
    [Duration.hours(9), '9 hours'],
    [Duration.seconds(330), '5 minutes 30 seconds'],
  ])('is rejected with a timeout of %s', (timeout, got) => {
    expect(() => pipelineScene({ timeout })).toThrow(
      new Error(`\`timeout\` must be between 5 and 480 whole minutes, got: ${got} [at Stack/Pipeline/Build]`),
    );
  });

  test.each([5, 480])('accepts a timeout of %d minutes', (minutes) => {
    expect(() => pipelineScene({ timeout: Duration.minutes(minutes) })).not.toThrow();
  });

  test.each([{ name: 'local' }, { name: 'm7a' }])('accepts a capture spec of CPU class $name', (cpuClass) => {
    expect(() => pipelineScene({ spec: specWith({ cpuClass }) })).not.toThrow();
  });

  test('notes that `publish` of the file is for rehearsals only', () => {
    const { stack } = pipelineScene({ spec: specWith({ publish: { folder: 'out' } }) });
    Annotations.fromStack(stack).hasInfo(
      '/Stack/Pipeline',
      Match.stringLikeRegexp(
        '^`publish` of the capture spec is for rehearsals, got: folder; this pipeline publishes to its `repository` and its `stores`',
      ),
    );
  });

  test('is rejected for two stores that a build would write to one place', () => {
    const stores = (stack: Stack) => [
      CheckpointStore.bucket(Bucket.fromBucketName(stack, 'One', 'one')),
      CheckpointStore.nodeLocal(Bucket.fromBucketName(stack, 'Two', 'two')),
    ];
    expect(() => pipelineScene((stack) => ({ stores: stores(stack) }))).toThrow(
      '`stores` has two that write to `publish.s3`, to different places, and a build writes one copy there; give both the same bucket',
    );
  });

  test('may have two stores that read one bucket', () => {
    const stores = (stack: Stack) => {
      const bucket = Bucket.fromBucketName(stack, 'One', 'one');
      return [CheckpointStore.bucket(bucket), CheckpointStore.nodeLocal(bucket)];
    };
    expect(() => pipelineScene((stack) => ({ stores: stores(stack) }))).not.toThrow();
  });
});
