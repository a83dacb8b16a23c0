import type { FieldCase } from './field-cases';

const ENVIRONMENT =
  'names of environment variables (letters, digits and _, no digit first) and their values, each a string';
const ARGUMENTS = 'build arguments and their values';
const RUN = 'how the service runs in its pod: at least its `port`';
const SERVICE =
  'the service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first';
const ENGINE = 'an object with a `type`, the engine that checkpoints and restores the JVM: criu, warp, crac or openj9';
const ENGINES = 'must be "criu", "warp", "crac" or "openj9"';

/** The service itself: name, build, image, engine and how it runs. */
export const SERVICE_FIELDS: readonly FieldCase[] = [
  {
    path: 'version',
    write: 'the version of this format: 1',
    refused: [
      [undefined, 'is missing'],
      [0, 'must be 1, got: 0'],
      [2, 'must be 1, got: 2'],
      ['1', 'must be 1, got: "1" (did you mean 1, without quotes?)'],
    ],
  },
  {
    path: 'service',
    write: SERVICE,
    refused: [
      [undefined, 'is missing'],
      [7, 'must be a string, got: 7'],
      ['', 'has the wrong form, got: ""'],
      ['Customers', 'has the wrong form, got: "Customers"'],
      ['1customers', 'has the wrong form, got: "1customers"'],
      ['customers-', 'has the wrong form, got: "customers-"'],
      ['c'.repeat(41), `has the wrong form, got: "${'c'.repeat(41)}"`],
    ],
    accepted: ['c', 'c'.repeat(40), 'customers-2'],
  },
  { path: 'build', write: "how the service's image is built", refused: [['.', 'must be an object, got: "."']] },
  {
    path: 'build.context',
    write: 'the build context, relative to the capture spec',
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1'],
    ],
    accepted: ['.', '../service'],
  },
  {
    path: 'build.dockerfile',
    write: 'the Dockerfile, relative to the context',
    refused: [
      ['', 'must not be empty, got: ""'],
      [['Dockerfile'], 'must be a string, got: a list of 1'],
    ],
  },
  { path: 'build.args', write: ARGUMENTS, refused: [['A=1', 'must be an object, got: "A=1"']] },
  {
    path: 'build.args.A',
    write: ARGUMENTS,
    refused: [[1, 'must be a string, got: 1 (did you mean "1", in quotes?)']],
    accepted: ['', '1'],
  },
  {
    path: 'build.target',
    write: 'the stage of the Dockerfile to build',
    refused: [
      ['', 'must not be empty, got: ""'],
      [true, 'must be a string, got: true'],
    ],
    accepted: ['final'],
  },
  { path: 'build.platform', refused: [['x', 'is not a known field; known here: context, dockerfile, args, target']] },
  {
    path: 'image',
    write: 'an image that exists already, instead of `build`',
    refused: [
      [1, 'must be a string, got: 1'],
      ['customers:1', 'cannot be given beside `build`, got: "customers:1"'],
    ],
  },
  { path: 'engine', write: ENGINE, refused: [['criu', 'must be an object, got: "criu"']] },
  {
    path: 'engine.type',
    refused: [
      [undefined, `is missing, it ${ENGINES}`],
      ['docker', `${ENGINES}, got: "docker"`],
      [3, `${ENGINES}, got: 3`],
    ],
  },
  { path: 'engine.version', refused: [['4.2', 'is not a known field; known here: type']] },
  {
    path: 'run',
    write: RUN,
    refused: [
      [undefined, 'is missing'],
      [8080, 'must be an object, got: 8080'],
      [[], 'must be an object, got: an empty list'],
    ],
  },
  {
    path: 'run.port',
    write: 'the TCP port on which the service listens, 1 to 65535',
    refused: [
      [undefined, 'is missing'],
      ['8080', 'must be a number, got: "8080" (did you mean 8080, without quotes?)'],
      [null, 'must be a number, got: null'],
      [Number.NaN, 'must be a number, got: NaN'],
      [1.5, 'must be a whole number, got: 1.5'],
      [0, 'must be at least 1, got: 0'],
      [65_536, 'must be at most 65535, got: 65536'],
    ],
    accepted: [1, 65_535],
  },
  {
    path: 'run.env',
    write: ENVIRONMENT,
    refused: [
      [[], 'must be an object, got: an empty list'],
      [{ 'a b': 'x' }, 'has a name of the wrong form, got: "a b"'],
      [{ '': 'x' }, 'has a name of the wrong form, got: ""'],
      [{ '1A': 'x' }, 'has a name of the wrong form, got: "1A"'],
    ],
    accepted: [{}, { A_1: '', _b: 'x' }],
  },
  { path: 'run.env.A', write: ENVIRONMENT, refused: [[1, 'must be a string, got: 1 (did you mean "1", in quotes?)']] },
  {
    path: 'run.cpu',
    write: "CPUs, as in the pod's limit: 0.1 to 256, for example 1 or 0.5",
    refused: [
      ['500m', 'must be a number, got: "500m" (did you mean 0.5?)'],
      [0.09, 'must be at least 0.1, got: 0.09'],
      [256.5, 'must be at most 256, got: 256.5'],
    ],
    accepted: [0.1, 256],
  },
  {
    path: 'run.memoryMiB',
    write: "memory in MiB, as in the pod's limit: 64 to 1048576",
    refused: [
      ['1Gi', 'must be a number, got: "1Gi" (did you mean 1024?)'],
      [64.5, 'must be a whole number, got: 64.5'],
      [63, 'must be at least 64, got: 63'],
      [1_048_577, 'must be at most 1048576, got: 1048577'],
    ],
    accepted: [64, 1_048_576],
  },
  {
    path: 'run.readOnlyRoot',
    write: "true when the pod's root file system is read-only; captured paths are volumes then",
    refused: [['yes', 'must be true or false, got: "yes" (did you mean true?)']],
    accepted: [true, false],
  },
  {
    path: 'run.user',
    refused: [['root', 'is not a known field; known here: port, env, cpu, memoryMiB, readOnlyRoot']],
  },
  {
    path: 'name',
    refused: [
      [
        'customers',
        'is not a known field (did you mean `service`?); known here: version, service, build, image, engine, cpuClass, credentials, run, companions, readiness, warmUp, checkpoint, gate, publish',
      ],
    ],
  },
];
