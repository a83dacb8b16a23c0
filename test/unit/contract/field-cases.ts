import { InvalidDocument, parseCaptureSpec } from '../../../contract';
import { MINIMAL, withValue } from '../../support/unit-capture-spec';

/** What a field of the capture spec takes and refuses. */
export interface FieldCase {
  readonly path: string;
  /** The end of every error text about it: what is to be written. */
  readonly write?: string;
  /** Values that are refused, `undefined` for a missing field, and what the error says of them. */
  readonly refused: readonly (readonly [value: unknown, says: string])[];
  readonly accepted?: readonly unknown[];
}

/** A document in which every part that may be left out is there, so that each field has a place. */
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
  },
  gate: { requests: [{ path: '/customers', headers: {} }], ignore: ['id'], unique: ['token'] },
  cpuClass: { name: 'm7a' },
  credentials: { roleArn: 'arn:aws:iam::111122223333:role/capture' },
  images: {},
  publish: {
    s3: { bucket: 'checkpoints' },
    efs: { fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0' },
  },
};

/** Every problem that a document has; none when it is valid. */
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
