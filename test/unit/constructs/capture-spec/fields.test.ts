import type { CaptureSpecInput } from '../../../../contract';
import { parseCaptureSpec } from '../../../../contract';
import type { CaptureDocument, CaptureGate, CaptureRun } from '../../../../constructs/capture-spec';

type ReadonlyDeep<T> = T extends readonly (infer Entry)[]
  ? readonly ReadonlyDeep<Entry>[]
  : T extends object
    ? { readonly [Name in keyof T]: ReadonlyDeep<T[Name]> }
    : T;

/** With every member required, so that a member on one side only is noticed. */
type Complete<T> = T extends readonly (infer Entry)[]
  ? readonly Complete<Entry>[]
  : T extends object
    ? { readonly [Name in keyof T]-?: Complete<NonNullable<T[Name]>> }
    : T;

type Fits<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;
/** Whether two documents have the same members, with the same types and optionality. */
type Same<Left, Right> =
  Fits<ReadonlyDeep<Left>, ReadonlyDeep<Right>> extends true ? Fits<Complete<Left>, Complete<Right>> : false;

type Input<Name extends keyof CaptureSpecInput> = NonNullable<CaptureSpecInput[Name]>;

/** The compiler is the test: a difference is not `true`. */
const FIELDS: {
  readonly [Name in keyof Required<CaptureSpecInput>]: Same<CaptureDocument[Name], CaptureSpecInput[Name]>;
} = {
  ...{ version: true, service: true, build: true, image: true, engine: true, cpuClass: true, credentials: true },
  ...{ images: true, run: true, companions: true, readiness: true, warmUp: true, checkpoint: true, gate: true },
  publish: true,
};
const DOCUMENT: Same<CaptureDocument, CaptureSpecInput> = true;

/** It notices a missing member, an extra one, one of another type and one that is optional. */
const DRIFT: readonly [
  Same<Omit<CaptureGate, 'unique'>, Input<'gate'>>,
  Same<CaptureGate & { readonly unknown?: string }, Input<'gate'>>,
  Same<Omit<CaptureGate, 'unique'> & { readonly unique?: string }, Input<'gate'>>,
  Same<Partial<CaptureRun>, Input<'run'>>,
] = [false, false, false, false];

describe('the capture spec in code', () => {
  test('has the fields of the file', () => {
    expect([DOCUMENT, ...Object.values(FIELDS)]).not.toContain(false);
    expect(DRIFT).not.toContain(true);
  });

  test('accepts a document with every field', () => {
    const image = `debian@sha256:${'0'.repeat(64)}`;
    const document: CaptureDocument = {
      version: 1,
      service: 'customers',
      build: { context: '.', dockerfile: 'Dockerfile', args: { A: 'b' }, target: 'run' },
      engine: { type: 'criu' },
      cpuClass: { name: 'm7a', features: 'native' },
      credentials: { roleArn: 'arn:aws:iam::111122223333:role/x', sessionSeconds: 900 },
      run: { port: 8080, env: { A: 'b' }, cpu: 1, memoryMiB: 512, readOnlyRoot: true },
      companions: [{ name: 'db', image, port: 5432, env: {}, readiness: { tcp: true, timeoutSeconds: 5 } }],
      readiness: { path: '/ready', status: 200, timeoutSeconds: 60 },
      warmUp: {
        requests: [{ method: 'POST', path: '/', headers: {}, json: { list: [1, null, { deep: true }] }, status: 201 }],
        ...{ concurrency: 2, until: { steady: { maxSeconds: 10 } }, allowedFailureRate: 0.1 },
      },
      checkpoint: {
        ...{
          trigger: 'warm-up',
          hooks: 'run',
          dryRunHooks: true,
          memory: 'mapped',
          allowCopied: ['com.example.Dice.random'],
          allowSecrets: [{ name: 'DEMO_TOKEN', reason: 'of the demo' }],
        },
        descriptors: [{ action: 'close', kind: 'tcp', pattern: '*:5432' }],
      },
      gate: {
        ...{
          restores: 2,
          deadlineSeconds: 30,
          podDeadlineSeconds: 20,
          ignore: ['id'],
          headers: { ETag: 'compare' },
          cloneProbe: true,
          unique: ['token'],
        },
        requests: [{ path: '/', compare: 'status' }],
      },
      publish: {
        ...{ repository: 'localhost:5055/customers', folder: 'out' },
        s3: { bucket: 'checkpoints', prefix: 'x', region: 'eu-west-1', endpoint: 'http://localhost' },
        efs: { fileSystemId: 'fs-00000000', accessPointId: 'fsap-00000000', path: '/x' },
      },
    };
    expect(() => parseCaptureSpec(document, 'of the test')).not.toThrow();
  });
});
