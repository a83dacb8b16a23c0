import { InvalidDocument, parseCaptureSpec } from '../../../contract';
import { MINIMAL, withValue } from '../../support/unit-capture-spec';

/** What a field of the capture spec accepts and rejects. */
export interface FieldCase {
  readonly path: string;
  /** The end of every error text about the field: what to write. */
  readonly write?: string;
  /** Rejected values, `undefined` for a missing field, and the error's text. */
  readonly refused: readonly (readonly [value: unknown, says: string])[];
  readonly accepted?: readonly unknown[];
}

/** A document in which every optional part is present, so that each field has a place. */
export const FULL = {
  ...MINIMAL,
  engine: { type: 'criu' },
  build: { args: {} },
  companions: [
    { name: 'database', build: { args: {} }, port: 5432, env: {}, readiness: { http: { path: '/' } } },
    { name: 'queue', image: 'queue:1', port: 5672, readiness: { tcp: true } },
    { name: 'stub', command: ['stub'], port: 9000 },
  ],
  warmUp: { requests: [{ path: '/customers', headers: {} }], until: { steady: {} } },
  checkpoint: {
    descriptors: [{ action: 'close', kind: 'tcp', pattern: '*:5432' }],
    allowCopied: ['com.example.Dice.random'],
    allowSecrets: [{ kind: 'jwt', in: 'memory', reason: 'a fixture' }],
  },
  gate: {
    requests: [{ path: '/customers', headers: {} }],
    mustChange: [{ what: 'environment', values: { GREETING: 'Hallo' }, request: { path: '/greeting', headers: {} } }],
    ...{ ignore: ['id'], headers: {}, unique: ['token'] },
  },
  cpuClass: { name: 'm7a' },
  credentials: { roleArn: 'arn:aws:iam::111122223333:role/capture' },
  publish: {
    s3: { bucket: 'checkpoints' },
    s3Express: { bucket: 'customers--euw1-az1--x-s3' },
    efs: { fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0' },
  },
};

/** Returns every problem of a document; none if it is valid. */
export function problems(document: unknown): readonly string[] {
  try {
    parseCaptureSpec(document, 'eks-crac.yaml');
    return [];
  } catch (error) {
    if (error instanceof InvalidDocument) return error.problems;
    throw error;
  }
}

export function testFields(cases: readonly FieldCase[]): void {
  const refused = cases.flatMap(({ path, refused: values, write }) =>
    values.map(([value, says]) => ({
      path,
      value,
      text: `\`${path}\` ${says}${write === undefined ? '' : `; write ${write}`}`,
    })),
  );
  test.each(refused)('$path refuses $value', ({ path, text, value }) => {
    expect(problems(withValue(FULL, path, value))).toEqual([text]);
  });
  const accepted = cases.flatMap(({ accepted: values = [], path }) => values.map((value) => ({ path, value })));
  test.each(accepted)('$path takes $value', ({ path, value }) => {
    expect(problems(withValue(FULL, path, value))).toEqual([]);
  });
}
