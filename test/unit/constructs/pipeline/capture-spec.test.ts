import { CfnParameter, Stack } from 'aws-cdk-lib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaptureSpec } from '../../../../constructs';
import type { CaptureSpecFields, CaptureSpecOverrides } from '../../../../constructs';
import { specFile } from '../../../support/cdk/capture-spec-file';
import { DEBIAN, FIELDS, specWith } from '../../../support/cdk/pipeline-scene';
import { scratch } from '../../../support/unit-scratch';

const { run: RUN } = FIELDS;

const mistakes: readonly [Partial<CaptureSpecFields>, string][] = [
  [
    { run: { ...RUN, port: 0 } },
    '`run.port` must be at least 1, got: 0; write the TCP port on which the service listens, 1 to 65535',
  ],
  [
    { run: { ...RUN, port: 65536 } },
    '`run.port` must be at most 65535, got: 65536; write the TCP port on which the service listens, 1 to 65535',
  ],
  [
    { readiness: { path: 'ready' } },
    '`readiness.path` has the wrong form, got: "ready"; write a path that starts with /, for example /actuator/health/readiness',
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
    { readiness: { path: '/', timeoutSeconds: 7200 } },
    '`readiness.timeoutSeconds` must be at most 3600, got: 7200; write seconds, above 0 and at most 3600',
  ],
  [
    { readiness: { path: '/', tcp: {} } },
    '`readiness` takes exactly one of `path`, `tcp`, `grpc` and `exec`, got: an object with path, tcp; write when the service is ready: a `path` that returns a `status`, or else `tcp`, `grpc` or `exec`',
  ],
  [
    { readiness: { grpc: {}, port: 9090 } },
    '`readiness` takes `port` with `path` alone; the port of `grpc` is `grpc.port`, got: an object with grpc, port; write when the service is ready: a `path` that returns a `status`, or else `tcp`, `grpc` or `exec`',
  ],
  [
    { warmUp: { requests: [{ path: '/' }], until: { count: 0 } } },
    '`warmUp.until.count` must be at least 1, got: 0; write how many times the list of requests is sent, 1 to 1000000',
  ],
  [
    { gate: { restores: 1 } },
    '`gate.restores` must be at least 2, got: 1; write copies restored at the same time, 2 to 16',
  ],
  [
    { gate: { deadlineSeconds: 3600 } },
    '`gate.deadlineSeconds` must be at most 600, got: 3600; write seconds, above 0 and at most 600',
  ],
  [
    { service: 'Customers' },
    '`service` has the wrong form, got: "Customers"; write the service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first',
  ],
  [
    { engine: { type: 'warp' }, checkpoint: { hooks: 'skip' } },
    '`checkpoint.hooks` is for engine criu alone, and the engine is warp, got: "skip"; write `run` calls the service\'s org.crac hooks before the checkpoint and after each restore, `skip` calls none of them, so that what they would have closed is checkpointed as it is',
  ],
];

test.each(mistakes)('refuses %j in code and in a file', (change, text) => {
  expect(() => specWith(change)).toThrow(new Error(text));
  const path = specFile(change);
  expect(() => CaptureSpec.fromFile(path)).toThrow(new Error(`${path}: ${text}`));
});

test('names every mistake at once, each with the file', () => {
  const path = specFile({ run: { ...RUN, port: 0 }, readiness: { path: '' }, retries: 3 });
  expect(() => CaptureSpec.fromFile(path)).toThrow(
    new Error(
      [
        '`run.port` must be at least 1, got: 0; write the TCP port on which the service listens, 1 to 65535',
        '`readiness.path` has the wrong form, got: ""; write a path that starts with /, for example /actuator/health/readiness',
        '`retries` is not a known field; known here: version, service, build, image, engine, cpuClass, credentials, run, companions, readiness, warmUp, checkpoint, gate, publish',
      ]
        .map((problem) => `${path}: ${problem}`)
        .join('\n'),
    ),
  );
});

test('does not run over what is no mapping', () => {
  const path = specFile({ run: 'fast' });
  expect(() => CaptureSpec.fromFile(path, { env: { A: '1' } })).toThrow(
    new Error(
      `${path}: \`run\` must be an object, got: "fast"; write how the service runs in its pod: at least its \`port\``,
    ),
  );
});

test('refuses a number that is known at deployment only', () => {
  const cpu = new CfnParameter(new Stack(), 'Cpu', { type: 'Number' }).valueAsNumber;
  expect(() => specWith({ run: { ...RUN, cpu } })).toThrow(
    new Error('`run.cpu` must be known at synthesis, got: a value of the deployment; write the number itself'),
  );
  const companions = [{ name: 'db', image: DEBIAN, port: cpu }];
  expect(() => CaptureSpec.fromFile(specFile({}), { companions })).toThrow(
    new Error(
      '`companions[0].port` must be known at synthesis, got: a value of the deployment; write the number itself',
    ),
  );
});

test('refuses a text of a certain form that is known at deployment only', () => {
  const path = new CfnParameter(new Stack(), 'Path').valueAsString;
  expect(() => specWith({ readiness: { path: `/${path} x` } })).toThrow(
    new Error(
      '`readiness.path` has the wrong form, got: a value of the deployment; write a path that starts with /, for example /actuator/health/readiness',
    ),
  );
});

describe('a file', () => {
  test.each([
    ['missing.yaml', 'ENOENT'],
    ['.', 'EISDIR'],
  ])('that cannot be read is refused: %s', (name, code) => {
    const path = join(scratch(), name);
    expect(() => CaptureSpec.fromFile(path)).toThrow(
      new Error(
        `the capture spec must be a file that can be read, got: ${JSON.stringify(path)} (${code}); name it relative to ${process.cwd()}, where the app runs`,
      ),
    );
  });

  test.each([
    ['run: {', /^the capture spec must be YAML, got: ".*\.yaml", .* at line 1, column 7:\n[\s\S]*; correct the line/],
    [
      'run: *absent',
      /^the capture spec must be YAML, got: ".*\.yaml", Unresolved alias[^;]*: absent; correct the line/,
    ],
  ])('that is not YAML is refused: %s', (text, message) => {
    const path = join(scratch(), 'eks-crac.yaml');
    writeFileSync(path, text);
    expect(() => CaptureSpec.fromFile(path)).toThrow(message);
  });

  test('that is empty is refused', () => {
    const path = join(scratch(), 'eks-crac.yaml');
    writeFileSync(path, '');
    expect(() => CaptureSpec.fromFile(path, { env: { A: '1' } })).toThrow(
      `${path}: the document must be an object, got: null`,
    );
  });
});

test.each<[CaptureSpecOverrides, string]>([
  [
    { folder: '/services' },
    "`folder` must be a folder of the source, of letters, digits, '.', '_', '-' and '/', got: \"/services\"; write for example services/customers, or drop it if the file is at the root",
  ],
  [
    { folder: 'a/../../b' },
    "`folder` must be a folder of the source, of letters, digits, '.', '_', '-' and '/', got: \"a/../../b\"; write for example services/customers, or drop it if the file is at the root",
  ],
  [
    { folder: '$(id)' },
    "`folder` must be a folder of the source, of letters, digits, '.', '_', '-' and '/', got: \"$(id)\"; write for example services/customers, or drop it if the file is at the root",
  ],
  [
    { image: DEBIAN, buildArgs: { A: '1', B: '2' } },
    '`buildArgs` needs an image to build, and `image` is one already, got: A, B; drop one of them',
  ],
])('refuses the overrides %j', (overrides, text) => {
  expect(() => CaptureSpec.fromFile(specFile({}), overrides)).toThrow(new Error(text));
});

test('names service and engine, criu if none is written', () => {
  expect(specWith({})).toMatchObject({ service: 'customers', engine: 'criu' });
  expect(specWith({ engine: { type: 'warp' } })).toMatchObject({ engine: 'warp' });
});

test('does not change what it was given', () => {
  const requests = Object.freeze([Object.freeze({ path: '/a', headers: Object.freeze({ accept: 'x' }) })]);
  expect(() => specWith(Object.freeze({ warmUp: Object.freeze({ requests }) }))).not.toThrow();
});
