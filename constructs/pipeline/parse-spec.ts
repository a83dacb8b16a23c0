import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidDocument, parseCaptureSpec } from '../../contract';
import type { CaptureSpec } from '../../contract';
import type { CaptureDocument } from '../capture-spec';
import { UsageError } from '../core/errors';
import { requireKnown } from '../core/known-numbers';

/** A capture spec that matches its schema. */
export interface ParsedDocument {
  readonly input: CaptureDocument;
  /** With defaults; samples replace values that are known only at deployment. */
  readonly parsed: CaptureSpec;
}

/** Validates a capture spec whose values may be known only at deployment; reports every problem at once. */
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

/** Prefixes a problem with the file, if there is one. */
export function inFile(problem: string, file: string | undefined): string {
  return file === undefined ? problem : `${file}: ${problem}`;
}

/** Replaces the CDK's token text, which means nothing to the author of the spec. */
function withoutTokens(problem: string): string {
  return problem.replace(/got: "[^"]*\$\{Token\[[^"]*"/, 'got: a value of the deployment');
}

/** Sample values for fields of a certain form that are known only at deployment; the stage validates the real ones. */
const SAMPLES: Readonly<Record<string, string>> = {
  'credentials.roleArn': 'arn:aws:iam::111122223333:role/sample',
  'publish.repository': '111122223333.dkr.ecr.eu-west-1.amazonaws.com/sample',
  'publish.s3.bucket': 'sample',
  'publish.s3Express.bucket': 'sample--euw1-az1--x-s3',
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
