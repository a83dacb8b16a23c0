import type { Stack, StackStatus } from '@aws-sdk/client-cloudformation';
import { parseReleaseTerms, RELEASE_TERMS_OUTPUT } from '../../contract/release-terms';
import { InvalidDocument } from '../../contract/validation';
import type { ReleaseParameter, ReleaseTerms } from '../../contract';
import { Failure } from '../../kit/report/failure';

/** A stack as CloudFormation describes it. */
export interface DeployedStack {
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** What its template was allowed to make, which each update has to allow again. */
  readonly capabilities: NonNullable<Stack['Capabilities']>;
  /** When its last update began, in ISO 8601; the creation's time before the first. */
  readonly changedAt: string;
}

/** Reads the answer of DescribeStacks. */
export function deployedStack(stack: Stack): DeployedStack {
  const {
    Capabilities = [],
    CreationTime,
    LastUpdatedTime,
    Outputs = [],
    Parameters = [],
    StackStatus: status,
  } = stack;
  if (status === undefined) throw new TypeError(`CloudFormation gave no status of ${stack.StackName ?? 'a stack'}`);
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status,
    parameters: named(Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue])),
    outputs: named(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    capabilities: Capabilities,
    changedAt: (LastUpdatedTime ?? CreationTime ?? new Date(0)).toISOString(),
  };
}

function named(
  pairs: readonly (readonly [string | undefined, string | undefined])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]));
}

/** Returns the terms of the stack's only release, or of that of a service. */
export function termsOf(stack: DeployedStack, service?: string): ReleaseTerms {
  const all = Object.entries(stack.outputs)
    .filter(([key]) => key.startsWith(RELEASE_TERMS_OUTPUT))
    .map(([key, text]) => parsed(stack, key, text));
  const [terms, ...others] = all.filter((one) => service === undefined || one.service === service);
  if (terms === undefined) throw noTerms(stack, all, service);
  if (others.length === 0) return terms;
  throw new Failure(
    'stack-unusable',
    `stack ${stack.name} has releases of several services: ${all.map((one) => one.service).join(', ')}`,
    'say which one is meant: --service NAME',
  );
}

/** Returns the value of the parameter that holds something of the release; empty where there is none. */
export function heldBy(stack: DeployedStack, terms: ReleaseTerms, holds: ReleaseParameter['holds']): string {
  const parameter = terms.parameters.find((one) => one.holds === holds);
  return parameter === undefined ? '' : (stack.parameters[parameter.name] ?? '');
}

function parsed({ name }: DeployedStack, key: string, text: string): ReleaseTerms {
  try {
    return parseReleaseTerms(JSON.parse(text), `${key} of stack ${name}`);
  } catch (error) {
    if (!(error instanceof InvalidDocument) && !(error instanceof SyntaxError)) throw error;
    throw new Failure(
      'stack-unusable',
      `output ${key} of stack ${name} cannot be read: ${error.message}`,
      `deploy the stack again with this version of eks-crac: npx cdk deploy ${name}`,
      { cause: error },
    );
  }
}

function noTerms({ name }: DeployedStack, all: readonly ReleaseTerms[], service: string | undefined): Failure {
  if (service !== undefined && all.length > 0) {
    return new Failure(
      'stack-unusable',
      `stack ${name} has no release of ${service}, only of ${all.map((one) => one.service).join(', ')}`,
      'name one of these, or another stack',
    );
  }
  return new Failure(
    'stack-unusable',
    `stack ${name} has no release of parameters`,
    `make its release with Release.fromParameters(), and deploy it once: npx cdk deploy ${name}`,
  );
}
