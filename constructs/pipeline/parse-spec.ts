import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidDocument, parseCaptureSpec } from '../../contract';
import type { CaptureSpec } from '../../contract';
import type { CaptureDocument } from '../capture-spec';
import { UsageError } from '../core/errors';
import { requireKnown } from '../core/known-numbers';

/** A capture spec that follows its schema. */
export interface ParsedDocument {
  readonly input: CaptureDocument;
  /** With defaults; samples stand for values that are known at deployment only. */
  readonly parsed: CaptureSpec;
}

/** Validates a capture spec whose values may be known at deployment only; every problem is named at once. */
export function parseSpec(document: unknown, file: string | undefined, scope?: IConstruct): ParsedDocument {
  requireKnown(scope, document);
  try {
    const parsed = parseCaptureSpec(withSamples(document), file ?? 'of the pipeline');
    return { parsed, input: document as CaptureDocument };
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    const problems = error.problems.map((problem) => inFile(withoutTokens(problem), file));
    throw new UsageError('invalid-prop', problems.join('\n'), scope);
  }
}

/** A problem as an error tells it: with the file, when there is one. */
export function inFile(problem: string, file: string | undefined): string {
  return file === undefined ? problem : `${file}: ${problem}`;
}

/** The CDK's stand-in for such a value says nothing to whoever wrote it. */
function withoutTokens(problem: string): string {
  return problem.replace(/got: "[^"]*\$\{Token\[[^"]*"/, 'got: a value of the deployment');
}

/** What stands for a value of a certain form that is known at deployment only; the stage looks at the real one. */
const SAMPLES: Readonly<Record<string, string>> = {
  'images.debian': `debian@sha256:${'0'.repeat(64)}`,
  'credentials.roleArn': 'arn:aws:iam::111122223333:role/sample',
  'publish.repository': '111122223333.dkr.ecr.eu-west-1.amazonaws.com/sample',
  'publish.s3.bucket': 'sample',
  'publish.efs.fileSystemId': 'fs-00000000',
  'publish.efs.accessPointId': 'fsap-00000000',
};

function withSamples(value: unknown, path = ''): unknown {
  if (Token.isUnresolved(value)) return SAMPLES[path] ?? value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withSamples(inner, path === '' ? name : `${path}.${name}`)]),
  );
}
