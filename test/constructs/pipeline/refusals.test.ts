import { App, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  CaptureFleet,
  CheckpointEngine,
  CheckpointStore,
  CpuClass,
  ServiceSource,
  WarmUp,
  WarmUpUntil,
} from '../../../constructs';
import type { CheckpointPipelineProps, ServiceRun } from '../../../constructs';
import { ENGINES } from '../../../engines';
import { pipelineScene, pipelineStack } from '../../support/cdk/pipeline-scene';

afterEach(() => jest.restoreAllMocks());

const RUN: ServiceRun = { port: 8080, readiness: '/ready', cpu: 1, memoryMiB: 1024 };
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

type Case = readonly [Partial<CheckpointPipelineProps>, string];

const cases: readonly Case[] = [
  [
    { run: { ...RUN, port: 0 } },
    '`run.port` must be at least 1, got: 0; write the TCP port on which the service listens, 1 to 65535',
  ],
  [
    { run: { ...RUN, port: 65536 } },
    '`run.port` must be at most 65535, got: 65536; write the TCP port on which the service listens, 1 to 65535',
  ],
  [
    { run: { ...RUN, readiness: 'ready' } },
    '`run.readiness` has the wrong form, got: "ready"; write a path that starts with /, for example /actuator/health/readiness',
  ],
  [
    { run: { ...RUN, memoryMiB: 32 } },
    "`run.memoryMiB` must be at least 64, got: 32; write memory in MiB, as in the pod's limit: 64 to 1048576",
  ],
  [
    { run: { ...RUN, cpu: 0 } },
    "`run.cpu` must be at least 0.1, got: 0; write CPUs, as in the pod's limit: 0.1 to 256, for example 1 or 0.5",
  ],
  [
    { run: { ...RUN, readinessTimeout: Duration.hours(2) } },
    '`run.readinessTimeout` must be at most 3600, got: 7200; write seconds, above 0 and at most 3600',
  ],
  [
    { warmUp: WarmUp.http([]) },
    '`warmUp.requests` must have at least 1 entry, got: an empty list; write a list of 1 to 1000 requests',
  ],
  [
    { warmUp: WarmUp.http([{ path: '/' }], { until: WarmUpUntil.count(0) }) },
    '`warmUp.until.count` must be at least 1, got: 0; write how many times the list of requests is sent, 1 to 1000000',
  ],
  [
    { gate: { restores: 1 } },
    '`gate.restores` must be at least 2, got: 1; write copies restored at the same time, 2 to 16',
  ],
  [
    { gate: { deadline: Duration.hours(1) } },
    '`gate.deadline` must be at most 600, got: 3600; write seconds, above 0 and at most 600',
  ],
  [
    { debianImage: 'debian:forky' },
    '`debianImage` has the wrong form, got: "debian:forky"; write Debian forky, from which the runtime layer is built, by digest; a rehearsal has one of its own',
  ],
  [
    { service: 'Customers' },
    '`service` has the wrong form, got: "Customers"; write the service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first',
  ],
  [
    { captureSession: Duration.minutes(10) },
    '`captureSession` must be at least 900, got: 600; write how long a session of the role is valid, 900 to 3600 seconds; capture and each copy of the gate get one of their own',
  ],
  [{ captureSession: Duration.millis(900_500) }, '`captureSession` must be whole seconds, got: 15 minutes 500 millis'],
  [
    { build: { args: { BASE_IMAGE: 'eclipse-temurin:21' } } },
    '`build.args.BASE_IMAGE` must be an image by its digest, got: "eclipse-temurin:21"; write for example public.ecr.aws/docker/library/eclipse-temurin@sha256:…',
  ],
  [{ stores: [] }, '`stores` must have at least 1 entry, got: []; drop `stores` or write [CheckpointStore.image()]'],
  [
    { stores: [CheckpointStore.image(), CheckpointStore.image()] },
    "`stores` must have at most one store of a type, got: image, image; drop one 'image'",
  ],
  [
    { run: { ...RUN, cpu: 4 } },
    '`run.cpu` must be at most 2, the CPUs of the capture host m7a.large, got: 4; use CpuClass.of() with a larger `captureInstanceType`',
  ],
  [
    { run: { ...RUN, cpu: 32 }, cpuClass: LARGE },
    '`run.cpu` must be at most 16, the CPUs of the capture host m7a.4xlarge, got: 32; use CpuClass.of() with a larger `captureInstanceType`',
  ],
  [
    { run: { ...RUN, memoryMiB: 3585 } },
    '`run.memoryMiB` must be at most 3584, the memory of the capture host m7a.large (8192 MiB) without 1024 MiB for the build, shared by 2 copies in the gate, got: 3585; use CpuClass.of() with a larger `captureInstanceType`',
  ],
  [
    { run: { ...RUN, memoryMiB: 2048 }, cpuClass: XLARGE, gate: { restores: 4 } },
    '`run.memoryMiB` must be at most 1792, the memory of the capture host c7g.xlarge (8192 MiB) without 1024 MiB for the build, shared by 4 copies in the gate, got: 2048; use CpuClass.of() with a larger `captureInstanceType`',
  ],
];

test.each(cases)('refuses %j', (props, text) => {
  expect(() => pipelineScene(props)).toThrow(new Error(`${text} [at Stack/Pipeline]`));
});

test('names every wrong prop at once', () => {
  expect(() => pipelineScene({ run: { ...RUN, port: 0, readiness: '' } })).toThrow(
    /^`run\.port` must be at least 1.*\n`run\.readiness` has the wrong form.*\[at Stack\/Pipeline\]$/,
  );
});

test.each(['cpu', 'memoryMiB'] as const)('refuses a run without %s', (name) => {
  const run = Object.fromEntries(Object.entries(RUN).filter(([key]) => key !== name));
  const remedy = { cpu: 'CPUs, as in', memoryMiB: 'memory in MiB, as in' }[name];
  const example = { cpu: '1 or 0.5', memoryMiB: '1024' }[name];
  expect(() => pipelineScene({ run: run as unknown as ServiceRun })).toThrow(
    new Error(
      `\`run.${name}\` is missing; write ${remedy} the pod's limit, for example ${example} [at Stack/Pipeline]`,
    ),
  );
});

test('takes as many CPUs as the capture host has', () => {
  expect(() => pipelineScene({ run: { ...RUN, cpu: 16 }, cpuClass: LARGE })).not.toThrow();
});

test('takes as much memory as the capture host has for the copies of the gate', () => {
  expect(() => pipelineScene({ run: { ...RUN, memoryMiB: 3584 } })).not.toThrow();
  expect(() => pipelineScene({ run: { ...RUN, memoryMiB: 31_744 }, cpuClass: LARGE })).not.toThrow();
});

test.each(['x2iedn.large', 'c5n.large', 'm7a.metal-48xl'])(
  'leaves the memory of %s to its user',
  (captureInstanceType) => {
    const [family = ''] = captureInstanceType.split('.');
    const cpuClass = CpuClass.of({ name: 'own', families: [family], captureInstanceType, architecture: 'amd64' });
    expect(() => pipelineScene({ run: { ...RUN, memoryMiB: 1_000_000 }, cpuClass })).not.toThrow();
  },
);

test('refuses an engine that needs a newer kernel than the capture host has', () => {
  jest.replaceProperty(ENGINES.criu, 'minimumKernel', '6.6');
  expect(() => pipelineScene()).toThrow(
    new Error(
      "engine 'criu' needs Linux 6.6 or newer, and the capture host has 6.1; choose another engine [at Stack/Pipeline]",
    ),
  );
});

test('refuses an engine that the stage cannot run', () => {
  expect(() => pipelineScene({ engine: CheckpointEngine.crac() })).toThrow(
    new Error("engine 'crac' cannot be run by this version of the stage; choose criu or warp"),
  );
});

test('refuses an engine without the features of the CPU class', () => {
  const cpuClass = CpuClass.of({
    name: 'narrow',
    families: ['m7a'],
    captureInstanceType: 'm7a.large',
    architecture: 'amd64',
    features: 'generic',
  });
  expect(() => pipelineScene({ cpuClass })).toThrow(
    new Error(
      "the JVM of engine 'criu' cannot be told `features`, got: \"generic\" of CPU class 'narrow'; drop `features` or choose engine 'warp'",
    ),
  );
});

test.each<[string, Partial<CheckpointPipelineProps>]>([
  ['run', { run: { ...RUN, env: { PASSWORD: SecretValue.secretsManager('x').unsafeUnwrap() } } }],
  ['build', { build: { args: { TOKEN: SecretValue.ssmSecure('/x', '1').unsafeUnwrap() } } }],
  [
    'warmUp',
    {
      warmUp: WarmUp.http([{ path: '/', headers: { Authorization: SecretValue.secretsManager('x').unsafeUnwrap() } }]),
    },
  ],
])('refuses a secret in %s', (name, props) => {
  expect(() => pipelineScene(props)).toThrow(
    new Error(
      `\`${name}\` must hold no secret, got: a reference to a secret of AWS; it would be in the project, in the build's log and in the checkpoint; let the service read it and grant \`captureRole\` [at Stack/Pipeline]`,
    ),
  );
});

test.each([
  [Duration.minutes(4), '4 minutes'],
  [Duration.hours(9), '9 hours'],
  [Duration.seconds(330), '5 minutes 30 seconds'],
])('refuses a timeout of %s', (timeout, got) => {
  expect(() => pipelineScene({ timeout })).toThrow(
    new Error(`\`timeout\` must be between 5 and 480 whole minutes, got: ${got} [at Stack/Pipeline/Build]`),
  );
});

test.each([5, 480])('takes a timeout of %d minutes', (minutes) => {
  expect(() => pipelineScene({ timeout: Duration.minutes(minutes) })).not.toThrow();
});

test('refuses hosts of another CPU class', () => {
  expect(() =>
    pipelineScene((stack, vpc) => ({ fleet: new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7i() }) })),
  ).toThrow(
    new Error(
      "`fleet` must have hosts of CPU class 'm7a', the pipeline's `cpuClass`, got: 'm7i'; pass a fleet of that class or drop `fleet` [at Stack/Pipeline]",
    ),
  );
});

test('refuses hosts in another network', () => {
  expect(() =>
    pipelineScene((stack) => {
      const vpc = new Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a'] });
      return { fleet: new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a() }) };
    }),
  ).toThrow(new Error('`fleet` must be in `vpc`; pass the VPC of the fleet [at Stack/Pipeline]'));
});

test('refuses a network without a way out', () => {
  const { stack } = pipelineStack();
  const vpc = new Vpc(stack, 'Open', {
    availabilityZones: ['eu-west-1a'],
    subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
  });
  expect(() => new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a() })).toThrow(
    new Error(
      '`vpc` must have private subnets with a way out, got: none; builds pull images and call AWS from them [at Stack/Fleet]',
    ),
  );
});

test.each([0, 1.5])('refuses a fleet of %d hosts', (baseCapacity) => {
  const { stack, vpc } = pipelineStack();
  expect(() => new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7a(), baseCapacity })).toThrow(
    new Error(`\`baseCapacity\` must be at least 1, got: ${baseCapacity} [at Stack/Fleet]`),
  );
});

test('refuses a build of an image that exists already', () => {
  const { repository } = { repository: Repository.fromRepositoryName(new Stack(new App(), 'X'), 'Images', 'images') };
  const source = ServiceSource.ecr({ repository, tag: 'stable' });
  expect(() => pipelineScene({ source, build: { target: 'x' } })).toThrow(
    new Error(
      '`build` needs a source to build, and ServiceSource.ecr() is an image already; drop `build` or choose another source [at Stack/Pipeline]',
    ),
  );
});
