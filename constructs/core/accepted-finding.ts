import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding of cdk-nag that is as it must be, and why. */
export interface AcceptedFinding {
  /** The rule, for example `AwsSolutions-IAM5`. */
  readonly id: string;
  readonly reason: string;
  /**
   * What of the rule's findings is meant, each a regular expression between slashes.
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
 * Notes single findings on the one resource they are about. cdk-nag reads them from the resource's metadata; the package
 * itself is the user's choice, and no dependency of this library.
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
