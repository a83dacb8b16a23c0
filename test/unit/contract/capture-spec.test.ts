import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { InvalidDocument, parseCaptureSpec } from '../../../contract';
import { captureSpecJsonSchema } from '../../../scripts/docs/schema';
import { MINIMAL, withValue } from '../../support/unit-capture-spec';
import { CHECKPOINT_FIELDS } from './checkpoint-fields';
import { COMPANION_FIELDS } from './companion-fields';
import { FULL, problems, testFields } from './field-cases';
import { GATE_FIELDS } from './gate-fields';
import { PROOF_FIELDS } from './proof-fields';
import { READINESS_FIELDS } from './readiness-fields';
import { AWS_FIELDS } from './aws-fields';
import { PUBLISH_FIELDS } from './publish-fields';
import { SERVICE_FIELDS } from './service-fields';

const ROOT = join(__dirname, '../../..');

test('the least that can be written, and the defaults', () => {
  expect(parseCaptureSpec(MINIMAL, 'eks-crac.yaml')).toEqual({
    version: 1,
    service: 'customers',
    engine: { type: 'criu' },
    run: { port: 8080, env: {}, cpu: 1, memoryMiB: 1024, readOnlyRoot: false },
    companions: [],
    readiness: { probe: { kind: 'http', path: '/ready', status: 200, scheme: 'http' }, timeoutSeconds: 120 },
    warmUp: {
      requests: [{ method: 'GET', path: '/customers', headers: {}, status: 200 }],
      concurrency: 1,
      until: { kind: 'steady', maxSeconds: 120 },
      allowedFailureRate: 0,
    },
    checkpoint: {
      trigger: 'warm-up',
      hooks: 'run',
      dryRunHooks: true,
      memory: 'mapped',
      clock: 'library',
      descriptors: [],
      allowCopied: [],
      allowSecrets: [],
    },
    gate: {
      ...{ restores: 3, deadlineSeconds: 60, stopSeconds: 30, coldStart: 'answers', mustChange: [] },
      ...{ requests: [], ignore: [], headers: {}, cloneProbe: true, unique: [] },
    },
    cpuClass: { name: 'local' },
    publish: { volume: false },
  });
});

test.each(['criu', 'warp', 'crac', 'openj9'])('engine %s is one', (type) => {
  expect(problems({ ...MINIMAL, engine: { type } })).toEqual([]);
});

test.each([
  [{ hooks: 'skip' }, false],
  [{ hooks: 'skip', dryRunHooks: false }, false],
  [{ dryRunHooks: false }, false],
  [{ hooks: 'run' }, true],
])('with %p a dry run of hooks is %p', (checkpoint, dryRunHooks) => {
  expect(parseCaptureSpec({ ...MINIMAL, checkpoint }, 'eks-crac.yaml').checkpoint).toMatchObject({ dryRunHooks });
});

test('changed credentials cannot be seen without a companion', () => {
  const gate = { mustChange: [{ what: 'credentials', request: { path: '/' } }] };
  expect(problems({ ...MINIMAL, gate })).toEqual([
    expect.stringMatching(
      /^`gate\.mustChange\[0\]\.what` needs a companion, since credentials are seen in what the service sends to one, got: "credentials"/,
    ),
  ]);
});

test('hooks that are skipped cannot have a dry run', () => {
  expect(problems({ ...MINIMAL, checkpoint: { hooks: 'skip', dryRunHooks: true } })).toEqual([
    '`checkpoint.dryRunHooks` cannot be true while `checkpoint.hooks` is `skip`: no hook runs then; remove one of the two fields, got: true; write true when the hooks of the service run before the checkpoint, up to twenty times, as for checkpoints that fail; with trigger `warm-up` alone; true if left out, unless `hooks` is `skip`',
  ]);
});

const RULES = [{ action: 'keep', kind: 'file', pattern: '/a' }];

test.each([
  ['warp', { hooks: 'skip' }, '`checkpoint.hooks` is for engine criu alone, and the engine is warp'],
  ['crac', { allowCopied: ['a.B.c'] }, '`checkpoint.allowCopied` is for engine criu alone, and the engine is crac'],
  [
    'openj9',
    { descriptors: RULES },
    '`checkpoint.descriptors` is for engine criu, warp, crac alone, and the engine is openj9',
  ],
])('engine %s does not take the rules %j', (type, checkpoint, text) => {
  expect(problems({ ...MINIMAL, checkpoint })).toEqual([]);
  expect(problems({ ...MINIMAL, engine: { type }, checkpoint })).toEqual([expect.stringContaining(text) as string]);
});

test.each(['warp', 'crac', 'openj9'])('engine %s takes every trigger', (type) => {
  for (const trigger of ['warm-up', 'service', 'on-refresh']) {
    expect(problems({ ...MINIMAL, engine: { type }, checkpoint: { trigger } })).toEqual([]);
  }
});

test('companions and ends of the warm-up become unions', () => {
  const { companions } = parseCaptureSpec(FULL, 'eks-crac.yaml');
  expect(companions).toEqual([
    {
      name: 'database',
      port: 5432,
      env: {},
      readiness: { probe: { kind: 'http', path: '/', status: 200, scheme: 'http' }, timeoutSeconds: 60 },
      source: { kind: 'build', build: { context: '.', dockerfile: 'Dockerfile', args: {} } },
    },
    {
      name: 'queue',
      port: 5672,
      env: {},
      readiness: { probe: { kind: 'tcp' }, timeoutSeconds: 60 },
      source: { kind: 'image', image: 'queue:1' },
    },
    {
      name: 'stub',
      port: 9000,
      env: {},
      readiness: { probe: { kind: 'tcp' }, timeoutSeconds: 60 },
      source: { kind: 'command', command: ['stub'] },
    },
  ]);
  const until = (value: unknown) => parseCaptureSpec(withValue(FULL, 'warmUp.until', value), 'x').warmUp.until;
  expect(until({ count: 3 })).toEqual({ kind: 'count', count: 3 });
  expect(until({ seconds: 3 })).toEqual({ kind: 'seconds', seconds: 3 });
  expect(until({ steady: { maxSeconds: 3 } })).toEqual({ kind: 'steady', maxSeconds: 3 });
});

test('an existing image instead of a build', () => {
  expect(parseCaptureSpec({ ...MINIMAL, image: 'customers:1' }, 'eks-crac.yaml').image).toBe('customers:1');
  expect(problems({ ...MINIMAL, image: '' })).toEqual([
    '`image` must not be empty, got: ""; write an image that exists already, instead of `build`',
  ]);
});

describe('service fields', () => testFields(SERVICE_FIELDS));
describe('companion fields', () => testFields(COMPANION_FIELDS));
describe('readiness fields', () => testFields(READINESS_FIELDS));
describe('warm-up fields', () => testFields(PROOF_FIELDS));
describe('gate fields', () => testFields(GATE_FIELDS));
describe('checkpoint fields', () => testFields(CHECKPOINT_FIELDS));
describe('publish fields', () => testFields(PUBLISH_FIELDS));

describe('fields for AWS', () => testFields(AWS_FIELDS));

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

function fields(schema: Schema, path: string): string[] {
  const own = [schema, ...(schema.oneOf ?? [])].flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([key, value]) => {
      const name = path === '' ? key : `${path}.${key}`;
      return [name, ...fields(value, name)];
    }),
  );
  return schema.items === undefined ? own : [...own, ...fields(schema.items, `${path}[0]`)];
}

test('every field of the schema is tried', () => {
  const tried = [
    ...SERVICE_FIELDS,
    ...COMPANION_FIELDS,
    ...READINESS_FIELDS,
    ...PROOF_FIELDS,
    ...GATE_FIELDS,
    ...CHECKPOINT_FIELDS,
    ...PUBLISH_FIELDS,
    ...AWS_FIELDS,
  ]
    .filter(({ refused }) => refused.length > 0)
    .map(({ path }) => path.replaceAll(/\[\d+\]/g, '[0]'));
  const known = fields(JSON.parse(captureSpecJsonSchema()) as Schema, '').filter((path) => path !== '$schema');
  expect(known).toContain('companions[0].readiness.http.status');
  expect([...new Set(known)].filter((path) => !tried.includes(path))).toEqual([]);
});

test.each([
  [null, 'the document must be an object, got: null'],
  [undefined, 'the document is missing, it must be an object'],
  [[], 'the document must be an object, got: an empty list'],
  ['version: 1', 'the document must be an object, got: "version: 1"'],
])('%j is no document', (document, text) => {
  expect(problems(document)).toEqual([text]);
});

test('all problems are named at once, in the text of the error', () => {
  const document = { ...MINIMAL, service: 'X', run: { port: 0 } };
  expect(() => parseCaptureSpec(document, 'customers/eks-crac.yaml')).toThrow(
    new InvalidDocument({ kind: 'capture spec', origin: 'customers/eks-crac.yaml' }, [
      '`service` has the wrong form, got: "X"; write the service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first',
      '`run.port` must be at least 1, got: 0; write the TCP port on which the service listens, 1 to 65535',
    ]),
  );
  expect(() => parseCaptureSpec(document, 'customers/eks-crac.yaml')).toThrow(
    /^capture spec customers\/eks-crac\.yaml is not valid:\n {2}- `service` [^\n]*\n {2}- `run\.port` [^\n]*$/,
  );
});

test('the JSON Schema file is what the generator writes', () => {
  expect(readFileSync(join(ROOT, 'contract/capture-spec.schema.json'), 'utf8')).toBe(captureSpecJsonSchema());
});

const samples = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  /(^|\/)eks-crac[^/]*\.yaml$/.test(path),
);

test.each(samples)('the sample %s is a valid spec', (path) => {
  expect(problems(parse(readFileSync(join(ROOT, 'examples', path), 'utf8')))).toEqual([]);
});
