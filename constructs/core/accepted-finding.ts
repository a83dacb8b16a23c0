import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A cdk-nag finding that is accepted, and the reason. */
export interface AcceptedFinding {
  /** The rule, for example `AwsSolutions-IAM5`. */
  readonly id: string;
  readonly reason: string;
  /**
   * Which findings of the rule are accepted, each a regular expression between slashes.
   *
   * @default - the rule has one finding only
   */
  readonly appliesTo?: readonly string[];
}

const METADATA = 'cdk_nag';

interface Metadata {
  readonly rules_to_suppress: readonly object[];
}

/**
 * Suppresses individual findings on the resource they are about. cdk-nag reads them from the resource's metadata; users
 * decide whether to install it, and this library does not depend on it.
 */
export function acceptFindings(construct: IConstruct, ...findings: readonly AcceptedFinding[]): void {
  const resource = construct.node.defaultChild ?? construct;
  if (!CfnResource.isCfnResource(resource)) throw new TypeError(`${construct.node.path} is no resource`);
  const given = (resource.getMetadata(METADATA) as Metadata | undefined)?.rules_to_suppress ?? [];
  const added = findings.map(({ appliesTo, id, reason }) => ({
    reason,
    id,
    ...(appliesTo === undefined ? {} : { applies_to: appliesTo.map((regex) => ({ regex })) }),
  }));
  resource.addMetadata(METADATA, { rules_to_suppress: [...given, ...added] });
}
